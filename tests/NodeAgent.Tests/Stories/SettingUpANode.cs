using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class SettingUpANode
{
    [Fact]
    public async Task Mounts_first_and_runs_the_setup_task_once_with_its_own_variables()
    {
        await using Machine machine = await Machine.StartAsync();
        FakeNode node = machine.Api.Node("1");
        node.Setup = Setup(machine, "echo $COLOUR; [ \"$WORD\" = abra ] && echo knows; ls -d $AZ_BATCHAI_MOUNT_ROOT/data");
        node.SetupSecrets = new Dictionary<string, string> { [SecretSlots.SetupVariable("WORD")] = "abra" };

        AgentProcess agent = await machine.ReadyAgentAsync();
        await agent.KillAsync();
        agent.Start();
        await Wait.Until(
            "ready again",
            () => node.Registrations.Count == 2 && node.Last?.Status == NodeStatus.Ready,
            () => agent.Log,
            TestContext.Current.CancellationToken);

        Assert.Equal($"{agent.Directory}/mounts/data\nknows\n{agent.Directory}/mounts/data\n", await LogAsync(machine, node));
        Assert.Equal($"{machine.Volumes}/acct/share", new DirectoryInfo(agent.Directory + "/mounts/data").LinkTarget);
    }

    [Fact]
    public async Task A_failing_setup_task_makes_the_node_unusable_with_the_reason()
    {
        await using Machine machine = await Machine.StartAsync();
        FakeNode node = machine.Api.Node("1");
        node.Setup = Setup(machine, "exit 4");

        await UnusableAsync(machine, node);

        Assert.Equal("SetupTaskFailed", node.Last?.Problem?.Code);
        Assert.Contains("exit code 4", node.Last?.Problem?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOT/nowhere", "no volume is mounted")]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOT/data/../..", "must not contain '..'")]
    [InlineData("logs", "not an absolute path")]
    public async Task An_output_prefix_where_nothing_lasts_makes_the_node_unusable_with_the_reason(string prefix, string reason)
    {
        await using Machine machine = await Machine.StartAsync();
        FakeNode node = machine.Api.Node("1");
        NodeSetup setup = Setup(machine, "true");
        node.Setup = setup with { SetupTask = setup.SetupTask! with { StdOutErrPathPrefix = prefix } };

        await UnusableAsync(machine, node);

        Assert.Equal("NodeSetupError", node.Last?.Problem?.Code);
        Assert.Contains(reason, node.Last?.Problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_setup_task_leaves_running_serves_the_jobs_to_come_and_ends_with_the_node()
    {
        await using Machine machine = await Machine.StartAsync();
        FakeNode node = machine.Api.Node("1");
        // It keeps the standard output open, and one of the two forgets where it came from.
        node.Setup = Setup(machine, $"sleep 1000 & echo $! > {machine.Root}/pid; env -i setsid sleep 1001 & echo $! > {machine.Root}/bare");
        AgentProcess agent = await machine.ReadyAgentAsync();
        int daemon = int.Parse(await File.ReadAllTextAsync($"{machine.Root}/pid", TestContext.Current.CancellationToken));
        int bare = int.Parse(await File.ReadAllTextAsync($"{machine.Root}/bare", TestContext.Current.CancellationToken));
        string preparation = $"sleep 1002 & echo $! > {machine.Root}/prepared; kill -0 {daemon} {bare}";
        JobLaunch Job(long fence) => AJob.On(machine, $"kill -0 {daemon} {bare}", fence)
            .With(job => job with { JobPreparation = new JobPreparation { CommandLine = preparation } });

        // Two jobs, the second after the first is clean and the agent, which then sweeps, has started again.
        JobLaunch first = Job(1);
        Assert.Equal(0, (await machine.RunAsync(first)).ExitCode);
        machine.Assign(first, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, first);
        int prepared = int.Parse(await File.ReadAllTextAsync($"{machine.Root}/prepared", TestContext.Current.CancellationToken));
        Assert.Null(ProcessTable.Find(prepared));
        node.Assign(null);
        await Wait.Until(
            "the job is forgotten", () => node.Last?.Jobs.Count == 0, () => agent.Log, TestContext.Current.CancellationToken);
        await agent.KillAsync();
        agent.Start();
        Assert.Equal(0, (await machine.RunAsync(Job(2))).ExitCode);

        node.IsGone = true;
        node.Assign(null);
        Assert.Equal((int)AgentExitCode.Gone, await agent.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.False(ProcessTable.Find(daemon) is { Runs: true }, "the node is gone, and a daemon of its setup task goes on");
        Assert.False(ProcessTable.Find(bare) is { Runs: true }, "the node is gone, and a daemon with an empty environment goes on");
    }

    [Fact]
    public async Task What_a_failed_setup_task_started_ends_with_it()
    {
        await using Machine machine = await Machine.StartAsync();
        FakeNode node = machine.Api.Node("1");
        node.Setup = Setup(machine, $"sleep 1000 & echo $! > {machine.Root}/pid; exit 4");
        AgentProcess agent = machine.Agent("1");

        agent.Start();
        await Wait.Until(
            "the node is unusable",
            () => node.Last?.Status == NodeStatus.Unusable,
            () => agent.Log,
            TestContext.Current.CancellationToken);
        int daemon = int.Parse(await File.ReadAllTextAsync($"{machine.Root}/pid", TestContext.Current.CancellationToken));

        await Wait.Until(
            "the daemon ends", () => ProcessTable.Find(daemon) is not { Runs: true }, () => agent.Log, TestContext.Current.CancellationToken);
    }

    private static async Task UnusableAsync(Machine machine, FakeNode node)
    {
        AgentProcess agent = machine.Agent("1");
        agent.Start();
        await Wait.Until(
            "the node is unusable",
            () => node.Last?.Status == NodeStatus.Unusable,
            () => agent.Log,
            TestContext.Current.CancellationToken);
    }

    private static NodeSetup Setup(Machine machine, string command) =>
        new()
        {
            MountVolumes = new MountVolumes
            {
                AzureBlobFileSystems =
                [
                    new AzureBlobFileSystemReference
                    {
                        AccountName = "acct",
                        ContainerName = "share",
                        RelativeMountPath = "data",
                    },
                ],
            },
            SetupTask = new SetupTask
            {
                CommandLine = command,
                StdOutErrPathPrefix = "$AZ_BATCHAI_MOUNT_ROOT/data",
                StdOutErrPathSuffix = "clusters/c/uuid",
                EnvironmentVariables =
                [
                    new EnvironmentVariable { Name = "COLOUR", Value = "$AZ_BATCHAI_MOUNT_ROOT/data" },
                    machine.Marker,
                ],
                Secrets = [new EnvironmentVariableWithSecretValue { Name = "WORD" }],
            },
        };

    private static Task<string> LogAsync(Machine machine, FakeNode node) =>
        File.ReadAllTextAsync(
            Path.Combine(machine.Volumes, "acct/share/clusters/c/uuid", $"stdout-{node.NodeId}.txt"),
            TestContext.Current.CancellationToken);
}
