using BatchAi.Testing;

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
            Recipes.Above("src") ?? throw new DirectoryNotFoundException($"no folder 'src' above {AppContext.BaseDirectory}"),
            "Cli",
            "Cli.csproj");

    /// <summary>debug or release, as this program was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;

    public static string Samples { get; } =
        Recipes.Above("samples") ?? throw new DirectoryNotFoundException($"no folder 'samples' above {AppContext.BaseDirectory}");
}
