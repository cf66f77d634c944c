using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class FallingSilent
{
    [Fact]
    public async Task A_job_that_writes_nothing_is_reported_as_quiet_until_it_writes_again()
    {
        await using Machine machine = await Machine.StartAsync(""", "quietSeconds": 1""");
        await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "").With(job => job with
        {
            CustomToolkitSettings = null,
            CustomMpiSettings = new CustomMpiSettings
            {
                CommandLine = "[ $RANK = 0 ] && exit; until [ -f go ]; do sleep 0.05; done; until [ -f end ]; do echo x; sleep 0.05; done",
                ProcessCount = 2,
                Launcher = CustomMpiSettings.ByAgent,
            },
        });

        machine.Assign(job, JobPhase.Launch, "1");
        JobReport quiet = await UntilAsync("it is quiet", report => report.IsQuiet == true);
        Assert.Equal((JobStep.Launched, true), (quiet.Step, quiet.SomeEnded));

        await File.WriteAllTextAsync(WorkFile("go"), "", TestContext.Current.CancellationToken);
        JobReport loud = await UntilAsync("it writes again", report => report.IsQuiet == false);
        Assert.True(loud.SomeEnded);

        await File.WriteAllTextAsync(WorkFile("end"), "", TestContext.Current.CancellationToken);
        JobReport ended = await machine.ReachesAsync(JobStep.Finished, job, "1");
        Assert.Equal(0, ended.ExitCode);
        string log = machine.Read($"execution-{machine.Api.Node("1").NodeId}.log");
        Assert.Contains("nothing was written to the job's output for 00:00:01", log, StringComparison.Ordinal);
        Assert.Contains("the job writes output again", log, StringComparison.Ordinal);

        string WorkFile(string name) => Path.Combine(machine.Root, "n1", "jobs", "ws", "exp", "job", "wd", name);

        async Task<JobReport> UntilAsync(string expected, Predicate<JobReport> isMet)
        {
            await Wait.Until(
                expected,
                () => machine.Report(job, "1") is { } report && isMet(report),
                () => $"{machine.Report(job, "1")}",
                TestContext.Current.CancellationToken);
            return machine.Report(job, "1")!;
        }
    }
}
