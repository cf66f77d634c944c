using System.Xml.Linq;

namespace BatchAi.Architecture.Tests;

/// <summary>The source tree these tests were built from, without what .gitignore leaves out.</summary>
internal static class Repository
{
    private static readonly string[] s_skippedFolders = [".git", .. IgnoredFolders()];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, '/'-separated, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [.. Walk(Root).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Under(string folder, string extension) =>
        Files.Where(file => file.StartsWith(folder + '/', StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static IEnumerable<string> Projects(string folder) => Under(folder, ".csproj");

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static XDocument Xml(string file) => XDocument.Load(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(child => !s_skippedFolders.Contains(Path.GetFileName(child)))
            .SelectMany(Walk));

    private static IEnumerable<string> IgnoredFolders() =>
        File.ReadLines(Path.Combine(FindRoot(), ".gitignore")).Where(line => line.EndsWith('/')).Select(line => line.Trim('/'));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BatchAiFunctions.sln")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException($"No BatchAiFunctions.sln above {AppContext.BaseDirectory}");
    }
}
