namespace BatchAi.EndToEnd.Tests;

/// <summary>Finds things beside or above the test program.</summary>
internal static class Checkout
{
    /// <summary>Program of a project, as its own build left it.</summary>
    public static string Program(string project, string assembly)
    {
        DirectoryInfo here = new(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, assembly);
    }

    public static string LocalHost { get; } = Program("LocalHost", "BatchAi.LocalHost.dll");

    public static string Cli { get; } = Program("Cli", "batchai.dll");

    /// <summary>The project file of the command line.</summary>
    public static string CliProject { get; } =
        Path.Combine(
            Find("src") ?? throw new DirectoryNotFoundException($"no folder 'src' above {AppContext.BaseDirectory}"),
            "Cli",
            "Cli.csproj");

    /// <summary>debug or release, as this program was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;

    public static string Samples { get; } =
        Find("samples") ?? throw new DirectoryNotFoundException($"no folder 'samples' above {AppContext.BaseDirectory}");

    /// <summary>Job files of the old service's users, which are no part of this repository; null where they are absent.</summary>
    public static string? Recipes { get; } =
        Environment.GetEnvironmentVariable("RECIPES") is { Length: > 0 } named ? named : Find("shared/recipes");

    private static string? Find(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string found = Path.Combine(at.FullName, relative);
            if (Directory.Exists(found))
                return found;
        }

        return null;
    }
}
