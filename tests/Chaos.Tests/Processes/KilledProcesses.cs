using BatchAi.EndToEnd.Tests;
using BatchAi.Linux;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>kill -9 of the real server, of agents and of whole nodes, while jobs run as real processes.</summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class KilledProcesses
{
    [Fact]
    public async Task A_job_goes_on_when_its_nodes_agents_are_killed()
    {
        (LocalHostProcess server, Workspace workspace) = await BeginAsync();
        await using LocalHostProcess disposed = server;
        await workspace.SubmitAsync("job", Gang.Waiting("job", exitCode: 5), Gang.Cluster);
        await RunsAsync(workspace, "job", times: 1);

        string[] agents = Machines.Agents(server);
        Assert.Equal(2, agents.Length);
        foreach (string agent in agents)
            Signals.Send(ServerProcesses.PidOf(agent), Signal.Kill);
        await Wait.UntilAsync(
            "killed agents",
            "other agents in their place",
            () => Machines.Agents(server) is { Length: 2 } now && !now.Intersect(agents).Any(),
            () => string.Join('\n', Machines.Agents(server)));
        Assert.Equal([], Remains.FilesWithSecrets(server.Data));
        await LetGoAsync(workspace, "job");

        Assert.Equal([], await Gang.EndAsync(workspace, "job", exitCode: 5));
        await EndAsync(server, workspace);
    }

    [Fact]
    public async Task A_job_whose_master_is_killed_with_all_its_processes_begins_again_after_nothing_is_left()
    {
        (LocalHostProcess server, Workspace workspace) = await BeginAsync();
        await using LocalHostProcess disposed = server;
        await workspace.SubmitAsync("job", Gang.Waiting("job", exitCode: 0), Gang.Cluster);
        await RunsAsync(workspace, "job", times: 1);

        string master = InstanceOf(int.Parse(Gang.Runs(workspace, "job")[0]));
        (int epoch, string boot) = Machines.BootOf(server.Data, master);
        Machines.CutPower(master);
        await RunsAsync(workspace, "job", times: 2);
        (int laterEpoch, string laterBoot) = Machines.BootOf(server.Data, master);
        Assert.True(
            laterEpoch == epoch + 1 && laterBoot != boot,
            $"epoch {epoch}, boot {boot} before; epoch {laterEpoch}, boot {laterBoot} after");
        await LetGoAsync(workspace, "job");

        Assert.Equal([], await Gang.EndAsync(workspace, "job", exitCode: 0, attempts: 2));
        await EndAsync(server, workspace);
    }

    [Fact]
    public async Task The_agent_of_an_earlier_boot_stops_all_it_ran_when_its_instance_boots_anew_from_a_wiped_disk()
    {
        (LocalHostProcess server, Workspace workspace) = await BeginAsync();
        await using LocalHostProcess disposed = server;
        await workspace.SubmitAsync("job", Gang.Waiting("job", exitCode: 3), Gang.Cluster);
        await RunsAsync(workspace, "job", times: 1);
        int first = int.Parse(Gang.Runs(workspace, "job")[0]);
        string instance = InstanceOf(first);
        (int epoch, _) = Machines.BootOf(server.Data, instance);

        string wiped = Machines.BootFromWipedDisk(instance, Path.Combine(server.Data, "wiped"));
        await Wait.UntilAsync(
            "the instance booted anew",
            "another epoch",
            () => Machines.BootOf(server.Data, instance).Epoch > epoch,
            () => File.ReadAllText(Path.Combine(wiped, "boot.log")));
        await Wait.ForFileAsync(
            "the agent of the earlier boot",
            Path.Combine(instance, "boot.log"),
            text => text.Contains("this instance is no node any more", StringComparison.Ordinal));
        await Wait.UntilAsync("what the earlier boot ran", "its end", () => !ServerProcesses.IsAlive(first), () => "it runs");
        await LetGoAsync(workspace, "job");

        // Which of the two disks has the last word is the cloud's to say; the job ends right on either.
        Assert.Equal(3, (int?)(await workspace.EndOfAsync("job"))["executionInfo"]!["exitCode"]);
        await workspace.ClusterIsAtAsync(Gang.Cluster, nodes: 0);
        await Wait.UntilAsync(
            "the wiped disk's agent",
            "its end, for its instance is gone",
            () => !ServerProcesses.Of(wiped).Any(),
            () => string.Join('\n', ServerProcesses.Of(wiped)));
        await EndAsync(server, workspace);
    }

    [Fact]
    public async Task Jobs_end_right_when_the_engines_database_is_deleted()
    {
        (LocalHostProcess server, Workspace workspace) = await BeginAsync();
        await using LocalHostProcess disposed = server;
        await workspace.SubmitAsync("one", Gang.Waiting("one", exitCode: 0), Gang.Cluster);
        await workspace.SubmitAsync("two", Gang.Waiting("two", exitCode: 3), Gang.Cluster);
        await RunsAsync(workspace, "one", times: 1);

        await server.KillAsync();
        string[] history = Directory.GetFiles(server.Data, "engine.db*");
        Assert.NotEmpty(history);
        foreach (string file in history)
            File.Delete(file);
        await server.ServeAgainAsync();
        await LetGoAsync(workspace, "one");
        await LetGoAsync(workspace, "two");

        Assert.Equal([], await Gang.EndAsync(workspace, "one", exitCode: 0));
        Assert.Equal([], await Gang.EndAsync(workspace, "two", exitCode: 3));
        await EndAsync(server, workspace);
    }

    private static async Task<(LocalHostProcess Server, Workspace Workspace)> BeginAsync()
    {
        LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync(Gang.Cluster, minimum: 0, maximum: 4);
        return (server, workspace);
    }

    /// <summary>At zero, stopped, and nothing left that should not be.</summary>
    private static async Task EndAsync(LocalHostProcess server, Workspace workspace)
    {
        await workspace.ClusterIsAtAsync(Gang.Cluster, nodes: 0);
        await server.InterruptAsync();
        Assert.Equal([], Remains.Of(server));
    }

    private static Task RunsAsync(Workspace workspace, string job, int times) =>
        Wait.UntilAsync(
            $"job {job}",
            $"launch number {times}",
            () => Gang.Runs(workspace, job).Length == times,
            () => string.Join(' ', Gang.Runs(workspace, job)));

    private static Task LetGoAsync(Workspace workspace, string job) =>
        File.WriteAllTextAsync(workspace.OnShare($"go-{job}"), "", TestContext.Current.CancellationToken);

    private static string InstanceOf(int pid) =>
        ProcessTable.VariableOf(pid, "BATCHAI_INSTANCE_DIR")!;
}
