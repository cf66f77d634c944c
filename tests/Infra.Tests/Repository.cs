using System.Text.Json.Nodes;

namespace BatchAi.Infra.Tests;

/// <summary>Files of the source tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(string file) => System.IO.Path.Combine(Root, file);

    public static JsonObject Json(string file) => JsonNode.Parse(File.ReadAllText(Path(file)))!.AsObject();

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "BatchAiFunctions.sln")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException($"No BatchAiFunctions.sln above {AppContext.BaseDirectory}");
    }
}
