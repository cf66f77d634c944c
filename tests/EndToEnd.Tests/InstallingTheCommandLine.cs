namespace BatchAi.EndToEnd.Tests;

/// <summary>What docs/cli.md says about installing: the package of what was built, into a directory, and it runs there.</summary>
public sealed class InstallingTheCommandLine
{
    private static readonly Dictionary<string, string> s_environment = new()
    {
        // A build node that outlives the test would hold its output open.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
    };

    [Fact]
    public async Task The_built_package_installs_as_a_tool_and_runs()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("batchai-tool-");
        try
        {
            string package = Path.Combine(directory.FullName, "package");
            string tools = Path.Combine(directory.FullName, "tools");
            await RunAsync("dotnet", "pack", Checkout.CliProject, "--no-build", "-c", Checkout.Configuration, "--output", package);

            // No other source is asked: the package needs nothing but itself, and a test needs no network.
            string sources = Path.Combine(directory.FullName, "nuget.config");
            await File.WriteAllTextAsync(
                sources,
                "<configuration><packageSources><clear /></packageSources></configuration>",
                TestContext.Current.CancellationToken);
            await RunAsync(
                "dotnet",
                "tool",
                "install",
                "--tool-path",
                tools,
                "--add-source",
                package,
                "--configfile",
                sources,
                "BatchAi.Cli");

            string batchai = Path.Combine(tools, "batchai");
            ProcessOutcome version = await RunAsync(batchai, "--version");
            ProcessOutcome help = await RunAsync(batchai, "help", "run");
            Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+", version.Output);
            Assert.Contains("batchai run -n 2 -- python train.py", help.Output, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<ProcessOutcome> RunAsync(string program, params string[] words)
    {
        using RunningProgram running = RunningProgram.StartAny(program, words, Path.GetTempPath(), s_environment);
        ProcessOutcome outcome = await running.EndAsync($"{program} {string.Join(' ', words)}");
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        return outcome;
    }
}
