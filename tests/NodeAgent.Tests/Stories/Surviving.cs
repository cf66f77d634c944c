using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class Surviving
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task A_killed_agent_does_not_end_its_job_and_the_next_one_reports_the_real_exit_code()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, $"echo up; {UntilFile(machine, "go")}; exit 7");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Launched, job);

        await agent.KillAsync();
        Assert.NotEmpty(machine.JobProcesses());
        agent.Start();
        await Go(machine, "go");
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job);

        Assert.Equal(7, finished.ExitCode);
        Assert.Equal("up\n", machine.Read("stdout.txt"));
        Assert.Single(machine.Api.Node("1").Registrations.Select(registration => (registration.BootId, registration.KeyHash)).Distinct());
    }

    [Fact]
    public async Task A_job_that_ended_while_no_agent_ran_is_reported_with_its_exit_code()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, $"{UntilFile(machine, "go")}; exit 7");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Launched, job);

        await agent.KillAsync();
        await Go(machine, "go");
        await machine.NoJobProcessIsLeftAsync();
        agent.Start();

        Assert.Equal(7, (await machine.ReachesAsync(JobStep.Finished, job)).ExitCode);
    }

    [Fact]
    public async Task A_preparation_is_not_run_again_by_the_next_agent()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "true")
            .With(properties =>
                properties with
                {
                    JobPreparation = new JobPreparation { CommandLine = $"echo once; {UntilFile(machine, "go")}" },
                }
            );
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout-job_prep.txt"), "once");

        await agent.KillAsync();
        agent.Start();
        await Go(machine, "go");
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job);

        Assert.Equal(0, finished.ExitCode);
        Assert.Equal("once\n", machine.Read("stdout-job_prep.txt"));
    }

    [Fact]
    public async Task A_tree_that_vanished_without_an_exit_code_is_an_internal_error()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "setsid sleep 1000 & echo up; sleep 1000");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");
        await machine.ReachesAsync(JobStep.Launched, job);

        string attempt = $"{job.JobUid}-{job.Fence}";
        ProcessId runner = ProcessTable.WithVariable(NodeEnvironment.RunMark, $"{attempt}@{agent.Directory}/{attempt}-toolkit").Single();
        await agent.KillAsync();
        Signals.Send(runner, Signal.Kill);
        agent.Start();
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job);

        Assert.Equal((null, "InternalError"), (finished.ExitCode, finished.Failure?.Code));
        Assert.Empty(machine.JobProcesses());
    }

    [Fact]
    public async Task A_disk_that_refuses_a_step_fails_the_job_and_not_the_agent()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        string runs = Path.Combine(agent.Directory, "agent", "runs");
        Directory.Delete(runs);
        await File.WriteAllTextAsync(runs, "in the way", s_none);

        JobReport refused = await machine.RunAsync(AJob.On(machine, "true", fence: 1));
        File.Delete(runs);
        JobReport next = await machine.RunAsync(AJob.On(machine, "true", fence: 2));

        Assert.Equal((null, "InternalError"), (refused.ExitCode, refused.Failure?.Code));
        Assert.Equal(0, next.ExitCode);
    }

    [Fact]
    public async Task An_attempt_that_is_over_and_forgotten_is_never_run_again()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "echo once");
        await machine.RunAsync(job);
        machine.Api.Node("1").Assign(null);
        await Wait.Until("the attempt is forgotten", () => machine.Report(job) is null, () => $"{machine.Report(job)}", s_none);

        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Clean, job);

        Assert.Equal("once\n", machine.Read("stdout.txt"));
    }

    [Theory]
    [InlineData("second boot")]
    [InlineData("first boot")]
    public async Task An_agent_that_was_killed_with_all_its_processes_is_a_new_boot_whatever_the_cloud_says(string said)
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = machine.Agent("1");
        agent.Boot("first boot");
        JobLaunch job = AJob.On(machine, "echo up; sleep 1000");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");
        await machine.ReachesAsync(JobStep.Launched, job);

        await agent.KillAsync();
        foreach (ProcessId process in ProcessTable.WithVariable(NodeEnvironment.Directory, agent.Directory))
            Signals.Send(process, Signal.Kill);
        machine.Api.Node("1").Assign(null);
        agent.Boot(said);

        await Wait.Until("a second boot id", () => machine.Api.Node("1").Last is { Epoch: 2, Jobs.Count: 0 }, () => agent.Log, s_none);
    }

    [Fact]
    public async Task A_reboot_of_the_instance_that_lost_nothing_goes_on_with_the_job_it_holds()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = machine.Agent("1");
        agent.Boot("first boot");
        JobLaunch job = AJob.On(machine, $"{UntilFile(machine, "go")}; exit 7");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Launched, job);

        await agent.KillAsync();
        await Go(machine, "go");
        await machine.NoJobProcessIsLeftAsync();
        agent.Boot("second boot");

        Assert.Equal(7, (await machine.ReachesAsync(JobStep.Finished, job)).ExitCode);
        Assert.Equal(1, machine.Api.Node("1").Epoch);
    }

    [Fact]
    public async Task A_job_goes_on_while_the_api_is_away_and_is_reported_when_it_is_back_on_another_port()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, $"{UntilFile(machine, "go")}; exit 7");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Launched, job);

        await machine.Api.StopAsync();
        await Wait.Until(
            "the agent notices",
            () => agent.Log.Contains("cannot sync yet", StringComparison.Ordinal),
            () => agent.Log,
            s_none);
        await Go(machine, "go");
        await machine.NoJobProcessIsLeftAsync();
        await machine.Api.StartAsync();

        Assert.Equal(7, (await machine.ReachesAsync(JobStep.Finished, job)).ExitCode);
    }

    [Fact]
    public async Task A_job_goes_on_under_an_agent_that_starts_while_the_api_is_away()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, $"{UntilFile(machine, "go")}; exit 7");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Launched, job);

        await machine.Api.StopAsync();
        await agent.KillAsync();
        agent.Start();
        await Wait.Until(
            "the next agent looks for the API",
            () => agent.Log.Contains("cannot register yet", StringComparison.Ordinal),
            () => agent.Log,
            s_none);
        await Go(machine, "go");
        await machine.NoJobProcessIsLeftAsync();
        await machine.Api.StartAsync();

        Assert.Equal(7, (await machine.ReachesAsync(JobStep.Finished, job)).ExitCode);
    }

    [Fact]
    public async Task An_agent_that_is_asked_to_end_leaves_its_job_alone()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "echo up; sleep 1000");
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "up");

        Signals.Send(agent.Pid, Signal.Terminate);

        Assert.Equal(0, await agent.WaitForExitAsync(s_none));
        Assert.NotEmpty(machine.JobProcesses());
    }

    [Fact]
    public async Task A_second_agent_in_the_same_instance_is_refused()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        AgentProcess second = machine.Agent("1");

        second.Start();

        Assert.Equal((int)AgentExitCode.AlreadyRunning, await second.WaitForExitAsync(s_none));
    }

    [Fact]
    public async Task A_machine_that_was_started_anew_is_a_new_boot_that_knows_of_no_job()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "exit 7");
        await machine.RunAsync(job);
        await agent.KillAsync();
        string boot = Path.Combine(agent.Directory, "agent", "boot.json");
        await File.WriteAllTextAsync(
            boot,
            (await File.ReadAllTextAsync(boot, s_none)).Replace(NodeBoot.KernelBootId, "an earlier boot", StringComparison.Ordinal),
            s_none);
        machine.Api.Node("1").Assign(null);

        agent.Start();
        await Wait.Until("a second boot id", () => machine.Api.Node("1").Epoch == 2, () => agent.Log, s_none);
        await Wait.Until("no job is reported", () => machine.Api.Node("1").Last is { Epoch: 2, Jobs.Count: 0 }, () => agent.Log, s_none);
    }

    private static string UntilFile(Machine machine, string name) => $"until [ -e {machine.Root}/{name} ]; do sleep 0.05; done";

    private static Task Go(Machine machine, string name) => File.WriteAllTextAsync(Path.Combine(machine.Root, name), "");
}
