using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class RunningAsTheJobUser
{
    /// <summary>A user that every machine has.</summary>
    private const string Nobody = "nobody";

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_has_its_users_rights_and_can_write_where_the_contract_says()
    {
        await using AzureMachine machine = await ReadyMachineAsync();

        JobReport report = await RunAsync(machine, """
            id --user --name; id --groups; echo "$USER"; echo warning > /dev/stderr
            for directory in . "$HOME" "$TMPDIR" "$AZ_BATCHAI_JOB_TEMP" "$AZ_BATCHAI_SHARED_JOB_TEMP" "$AZ_BATCHAI_STDOUTERR_DIR"; do echo x > "$directory/written" || exit 9; done
            rmdir "$AZ_BATCHAI_JOB_TEMP/mounts" 2>&1; grep -E "CapEff|NoNewPrivs" /proc/self/status
            """);

        Assert.Equal(0, report.ExitCode);
        string output = machine.Read("stdout.txt");
        Assert.StartsWith($"{Nobody}\n{JobUser.TryFind(Nobody)!.Gid}\n{Nobody}\n", output, StringComparison.Ordinal);
        Assert.Contains("Operation not permitted", output, StringComparison.Ordinal);
        Assert.EndsWith("CapEff:\t0000000000000000\nNoNewPrivs:\t1\n", output, StringComparison.Ordinal);
        Assert.Equal("warning\n", machine.Read("stderr.txt"));
    }

    [Fact]
    public async Task A_link_that_a_job_laid_never_leads_the_agent_to_a_file_of_root()
    {
        await using AzureMachine machine = await ReadyMachineAsync();
        string precious = Path.Combine(machine.Instance, "precious");
        await File.WriteAllTextAsync(precious, "of root", _cancellation);
        await RunAsync(
            machine,
            $"cd \"$AZ_BATCHAI_STDOUTERR_DIR\" && rm -f * && for name in stdout.txt stderr.txt execution-{machine.Node.NodeId}.log; "
            + $"do ln -s {precious} $name; done"
        );

        JobReport second = await RunAsync(machine, "echo overwritten", fence: 2);

        Assert.Equal("InternalError", second.Failure?.Code);
        Assert.Equal("of root", await File.ReadAllTextAsync(precious, _cancellation));
    }

    [Fact]
    public async Task An_unknown_user_is_refused_at_once()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync("no-such-user");
        AgentProcess agent = machine.Start();

        Assert.Equal((int)AgentExitCode.BadConfiguration, await agent.WaitForExitAsync(_cancellation));
        // What it wrote may come through the pipe a little later than its end.
        await Wait.Until(
            "the agent has said why",
            () => agent.Log.Contains("jobUser 'no-such-user' is no user of this machine", StringComparison.Ordinal),
            () => agent.Log,
            _cancellation);
    }

    private static async Task<AzureMachine> ReadyMachineAsync()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"),
            "only an agent of root runs jobs as another user, by setpriv");
        AzureMachine machine = await AzureMachine.StartAsync(Nobody);
        await machine.ReadyAsync();
        return machine;
    }

    private static async Task<JobReport> RunAsync(AzureMachine machine, string commandLine, long fence = 1)
    {
        machine.Launch(commandLine, fence);
        await machine.UntilAsync($"attempt {fence} has ended", () => Report(machine, fence)?.Step >= JobStep.Finished);
        return Report(machine, fence)!;
    }

    private static JobReport? Report(AzureMachine machine, long fence) =>
        machine.Node.Last?.Jobs.SingleOrDefault(report => report.Fence == fence);
}
