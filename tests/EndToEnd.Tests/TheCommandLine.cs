namespace BatchAi.EndToEnd.Tests;

public sealed class TheCommandLine(SharedServer shared)
{
    private readonly LocalHostProcess _server = shared.Process;

    public static TheoryData<string> Samples =>
        [
            .. Directory
                .EnumerateFiles(Checkout.Samples, "*.job.json")
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
                .OfType<string>(),
        ];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Every_sample_runs_and_only_the_failing_one_fails(string sample)
    {
        ProcessOutcome run = await BatchAiProcess.RunAsync(_server, "run", Path.Combine(Checkout.Samples, sample));

        Assert.True(run.ExitCode == (sample == "fails.job.json" ? 7 : 0), run.ToString());
        Assert.False(string.IsNullOrWhiteSpace(run.Output), run.ToString());
    }

    [Fact]
    public async Task A_command_runs_on_as_many_nodes_as_asked_for_and_its_exit_code_is_the_programs()
    {
        ProcessOutcome run = await BatchAiProcess.RunAsync(
            _server,
            "run",
            "-n",
            "2",
            "--",
            "bash",
            "-c",
            "wc -l < $AZ_BATCHAI_MPI_HOST_FILE; echo gone >&2; exit 42");

        Assert.True(run is { ExitCode: 42, Output: "2\n" }, run.ToString());
        Assert.Contains("gone", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_can_be_found_read_and_deleted_again_from_the_command_line()
    {
        ProcessOutcome detached = await BatchAiProcess.RunAsync(_server, "run", "--detach", "--name", "kept", "--", "echo", "for later");
        Assert.True(detached.ExitCode == 0, detached.ToString());

        ProcessOutcome logs = await BatchAiProcess.RunAsync(_server, "job", "logs", "-f", "kept");
        Assert.True(logs is { ExitCode: 0, Output: "for later\n" }, logs.ToString());
        ProcessOutcome files = await BatchAiProcess.RunAsync(_server, "job", "files", "kept");
        Assert.Contains("stdout.txt", files.Output, StringComparison.Ordinal);
        ProcessOutcome deleted = await BatchAiProcess.RunAsync(_server, "job", "delete", "kept");
        Assert.True(deleted.ExitCode == 0, deleted.ToString());
        ProcessOutcome shown = await BatchAiProcess.RunAsync(_server, "job", "show", "kept");
        Assert.True(shown.ExitCode == 3, shown.ToString());
    }
}
