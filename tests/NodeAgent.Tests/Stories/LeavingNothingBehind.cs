using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class LeavingNothingBehind
{
    private const string Escaping = "setsid nohup sleep 1000 >/dev/null 2>&1 & (trap '' TERM; setsid bash -c 'sleep 1000; true') & ";

    [Fact]
    public async Task A_process_that_left_its_session_ends_with_the_command()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();

        JobReport finished = await machine.RunAsync(AJob.On(machine, Escaping + "exit 5"));

        Assert.Equal(5, finished.ExitCode);
        Assert.Empty(machine.JobProcesses());
    }

    [Fact]
    public async Task A_stopped_job_has_no_process_left_and_no_exit_code()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, Escaping + "echo up; sleep 1000");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");

        machine.Assign(job, JobPhase.Stop, "1");
        JobReport stopped = await machine.ReachesAsync(JobStep.Stopped, job);

        Assert.Equal((JobStep.Stopped, null), (stopped.Step, stopped.ExitCode));
        Assert.Empty(machine.JobProcesses());
    }

    [Fact]
    public async Task A_preparation_is_stopped_too()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "true")
            .With(properties =>
                properties with
                {
                    JobPreparation = new JobPreparation { CommandLine = Escaping + "echo up; sleep 1000" },
                }
            );
        machine.Assign(job, JobPhase.Prepare, "1");
        await machine.FileHoldsAsync(machine.Output("stdout-job_prep.txt"), "up");

        machine.Assign(job, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, job);

        Assert.Empty(machine.JobProcesses());
    }

    [Fact]
    public async Task A_preparation_whose_runner_was_killed_is_stopped_too()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "true")
            .With(properties =>
                properties with
                {
                    JobPreparation = new JobPreparation { CommandLine = Escaping + "echo up; sleep 1000" },
                }
            );
        machine.Assign(job, JobPhase.Prepare, "1");
        await machine.FileHoldsAsync(machine.Output("stdout-job_prep.txt"), "up");

        string attempt = $"{job.JobUid}-{job.Fence}";
        Signals.Send(
            ProcessTable.WithVariable(NodeEnvironment.RunMark, $"{attempt}@{agent.Directory}/{attempt}-preparation").Single(), Signal.Kill);
        JobReport failed = await machine.ReachesAsync(JobStep.Finished, job);
        machine.Assign(job, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, job);

        Assert.Equal("InternalError", failed.Failure?.Code);
        Assert.Empty(machine.JobProcesses());
    }

    [Fact]
    public async Task A_new_attempt_begins_only_after_the_old_one_is_gone()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch first = AJob.On(
            machine,
            $"trap '' TERM; echo $$ > {machine.Root}/pid; echo up; while true; do sleep 0.05; done",
            fence: 1);
        JobLaunch second = AJob.On(machine, "true", fence: 2)
            .With(properties =>
                properties with
                {
                    JobPreparation = new JobPreparation { CommandLine = $"! kill -0 $(cat {machine.Root}/pid)" },
                }
            );
        machine.Assign(first, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");

        machine.Assign(second, JobPhase.Launch, "1");
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, second);

        Assert.Equal(0, finished.ExitCode);
        Assert.True(machine.Report(first) is null or { Step: JobStep.Clean });
    }

    [Fact]
    public async Task A_lower_fence_is_refused_by_the_next_agent_too_and_the_running_attempt_goes_on()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch running = AJob.On(machine, "echo up; sleep 1000", fence: 8);
        JobLaunch echo = AJob.On(machine, "echo never", fence: 7);
        machine.Assign(running, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");
        await machine.ReachesAsync(JobStep.Launched, running);
        await agent.KillAsync();
        agent.Start();

        machine.Assign(echo, JobPhase.Launch, "1");
        await Wait.Until(
            "the echo is refused",
            () => agent.Log.Contains("refused: job", StringComparison.Ordinal),
            () => agent.Log,
            TestContext.Current.CancellationToken);

        Assert.Equal(JobStep.Launched, machine.Report(running)?.Step);
        Assert.NotEmpty(machine.JobProcesses());
        Assert.Null(machine.Report(echo));
    }

    [Fact]
    public async Task An_instance_that_is_gone_stops_everything_and_ends()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, Escaping + "echo up; sleep 1000");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");

        machine.Api.Node("1").IsGone = true;
        machine.Assign(job, JobPhase.Launch, "1");

        Assert.Equal((int)AgentExitCode.Gone, await agent.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Empty(machine.JobProcesses());
        Assert.False(Directory.Exists(agent.Directory + "/jobs/ws/exp/job"));
    }
}
