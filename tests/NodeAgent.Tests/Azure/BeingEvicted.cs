using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>What becomes of a job when Azure announces that it takes the machine.</summary>
public sealed class BeingEvicted
{
    private const string Notice =
        """{"DocumentIncarnation":2,"Events":[{"EventType":"Preempt","Resources":["bai-c1_7"]}]}""";

    /// <summary>Longer than the node's own grace of half a second: the job asked for more.</summary>
    [Fact]
    public async Task Asks_the_job_to_end_at_once_gives_it_its_grace_and_reports_no_exit_code()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync();
        await machine.ReadyAsync();
        JobLaunch job = Launch(machine, "trap 'sleep 1.5; echo saved > saved; cp saved $AZ_BATCHAI_STDOUTERR_DIR; exit 3' TERM; "
            + "echo $AZ_BATCHAI_JOB_ATTEMPT; while true; do sleep 0.05; done", grace: 20);
        await machine.UntilAsync("it runs", () => Report(machine)?.Step == JobStep.Launched && Read(machine, "stdout.txt") == "2\n");

        machine.Imds.ScheduledEvents = Notice;
        await machine.UntilAsync("it is stopped", () => Report(machine)?.Step == JobStep.Stopped);

        Assert.Equal("saved\n", Read(machine, "saved"));
        JobReport report = Report(machine)!;
        Assert.Equal((null, null), (report.ExitCode, report.Failure));
        string? log = Read(machine, $"execution-{machine.Node.NodeId}.log");
        Assert.Contains("attempt 2, node 1 of 1", log, StringComparison.Ordinal);
        Assert.Contains("the attempt before ended with exit code 75: Job failed", log, StringComparison.Ordinal);
        Assert.Contains("the platform is about to take this node away", log, StringComparison.Ordinal);

        machine.Node.Assign(new NodeAssignment { JobUid = job.JobUid, Fence = 1, Phase = JobPhase.Clean });
        await machine.UntilAsync("it is clean", () => Report(machine)?.Step == JobStep.Clean);
    }

    [Fact]
    public async Task Launches_nothing_any_more()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync();
        await machine.ReadyAsync();
        machine.Imds.ScheduledEvents = Notice;
        await machine.UntilAsync("the eviction is told", () => machine.Node.Last!.EvictionNoticed);

        Launch(machine, "echo ran", grace: null);
        await machine.UntilAsync("it is stopped", () => Report(machine)?.Step == JobStep.Stopped);

        Assert.Null(Read(machine, "stdout.txt"));
    }

    private static JobLaunch Launch(AzureMachine machine, string commandLine, int? grace) =>
        machine.Launch(
            commandLine,
            change: job => job with
            {
                Attempt = 2,
                PreviousAttempt = new AttemptEnd { ExitCode = 75, Errors = [JobErrors.Failed] },
                Job = job.Job with { TerminationGraceInSeconds = grace },
            });

    private static JobReport? Report(AzureMachine machine) => machine.Node.Last?.Jobs.SingleOrDefault();

    private static string? Read(AzureMachine machine, string file) =>
        File.Exists(Path.Combine(machine.Output, "segment", "stdouterr", file)) ? machine.Read(file) : null;
}
