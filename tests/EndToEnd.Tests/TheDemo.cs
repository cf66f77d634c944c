using System.Diagnostics;

namespace BatchAi.EndToEnd.Tests;

public sealed class TheDemo
{
    [Fact]
    public async Task The_demo_ends_well_leaves_its_output_and_no_process()
    {
        string directory = ShortDirectory.Make();
        long began = Stopwatch.GetTimestamp();

        // The demo keeps its data below TMPDIR: here, where its processes are found by it.
        ProcessOutcome demo = await RunningProgram.RunAsync(
            Checkout.LocalHost,
            ["demo"],
            directory,
            new Dictionary<string, string> { ["TMPDIR"] = directory });

        TestContext.Current.TestOutputHelper!.WriteLine($"the demo took {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Contains(
            "17984",
            File.ReadAllText(Path.Combine(directory, "demo-output", "RESULT", "result.txt")),
            StringComparison.Ordinal);
        Assert.Contains("cat demo-output/RESULT/result.txt", demo.Output, StringComparison.Ordinal);
        Assert.Equal([], ServerProcesses.Of(directory));
        Assert.Equal([Path.Combine(directory, "demo-output")], Directory.EnumerateFileSystemEntries(directory));
        Directory.Delete(directory, recursive: true);
    }
}
