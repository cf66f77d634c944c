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
        AgentProcess agent = machine.Agent("1");

        agent.Start();
        await Wait.Until(
            "the node is unusable",
            () => node.Last?.Status == NodeStatus.Unusable,
            () => agent.Log,
            TestContext.Current.CancellationToken);

        Assert.Equal("SetupTaskFailed", node.Last?.Problem?.Code);
        Assert.Contains("exit code 4", node.Last?.Problem?.Message, StringComparison.Ordinal);
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
