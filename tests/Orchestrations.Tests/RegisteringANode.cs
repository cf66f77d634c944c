using BatchAi.Model;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

/// <summary>What becomes of the calls of an agent after another registration of its instance.</summary>
public sealed class RegisteringANode
{
    [Theory, OnEveryEngine]
    public async Task After_a_newer_boot_the_old_agent_is_told_to_stop_everything(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 1);
        RegisterResponse old = await story.RegisterAsync("old boot");
        RegisterResponse fresh = await story.RegisterAsync("new boot");

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => SyncAsync(story, old, "old boot"));

        Assert.Equal((410, "NodeEpochOld"), (refused.Status, refused.Error.Code));
        Assert.Equal(old.Epoch + 1, fresh.Epoch);
        Assert.Null((await SyncAsync(story, fresh, "new boot")).Assignment);
    }

    [Theory, OnEveryEngine]
    public async Task After_the_same_boot_registered_again_the_old_token_is_void(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 1);
        RegisterResponse first = await story.RegisterAsync("boot");
        RegisterResponse second = await story.RegisterAsync("boot");

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => SyncAsync(story, first, "boot"));

        Assert.Equal(401, refused.Status);
        Assert.Equal((first.NodeId, first.Epoch), (second.NodeId, second.Epoch));
    }

    [Fact]
    public async Task Tells_the_addresses_of_the_file_servers_that_have_one()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        FileServerId ready = await MakeFileServerAsync(story, "ready", "10.0.0.9"),
            young = await MakeFileServerAsync(story, "young", null);
        MountVolumes volumes = new()
        {
            FileServers = [MountOf(ready), MountOf(young), MountOf(new FileServerId(story.Cluster.Id.Workspace, "none"))],
        };
        Row<ClusterRow> row = (
            await story.Store.FindAsync<ClusterRow>(
                Tables.Resources,
                ResourceKeys.Partition(story.Cluster.Id.Workspace),
                ResourceKeys.Cluster(story.Cluster.Id),
                default))!;
        await story.Store.TryReplaceAsync(
            Tables.Resources,
            ResourceKeys.Partition(story.Cluster.Id.Workspace),
            row with
            {
                Value = row.Value with
                {
                    Properties = row.Value.Properties with { NodeSetup = new NodeSetup { MountVolumes = volumes } },
                },
            },
            default);

        RegisterResponse registered = await story.RegisterAsync("boot");

        Assert.Equal(new Dictionary<string, string> { [ready.ArmId] = "10.0.0.9" }, registered.Setup.FileServers);
    }

    [Theory, OnEveryEngine]
    public async Task Another_key_for_the_same_boot_is_refused(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 1);
        RegisterResponse first = await story.RegisterAsync("boot");

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => story.RegisterAsync("boot", key: "stolen"));

        Assert.Equal((409, "NodeKeyMismatch"), (refused.Status, refused.Error.Code));
        Assert.Null((await SyncAsync(story, first, "boot")).Assignment);
    }

    [Theory, OnEveryEngine]
    public async Task A_token_reaches_no_job_that_another_node_holds(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        await story.UntilAsync("the job runs", async () => await story.ExecutionAsync(job) is { State: ExecutionState.Running });
        long fence = (await story.Get<FactStore>().RunningJobAsync(job.ClusterUid, job.Uid, default))!.Value.Fence;
        RegisterResponse other = await story.RegisterAsync("boot", instance: 9);

        ApiException refused = await Assert.ThrowsAsync<ApiException>(() =>
            story.Get<AgentCalls>().LaunchAsync(other.Token, job.Uid, fence, default));

        Assert.Equal(404, refused.Status);
    }

    private static FileServerReference MountOf(FileServerId id) =>
        new()
        {
            FileServer = new ResourceReference { Id = id.ArmId },
            RelativeMountPath = id.Name,
        };

    private static async Task<FileServerId> MakeFileServerAsync(Story story, string name, string? address)
    {
        FileServerId id = new(story.Cluster.Id.Workspace, name);
        FileServerRow row = new()
        {
            Id = id,
            Uid = name,
            Location = "here",
            Properties = new FileServerProperties
            {
                MountSettings = address is null ? null : new MountSettings { FileServerInternalIP = address },
            },
            State = ProvisioningState.Succeeded,
            CreatedAt = story.Clock.GetUtcNow(),
            ChangedAt = story.Clock.GetUtcNow(),
        };
        await story.Store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(id.Workspace), ResourceKeys.FileServer(id), row, default);
        return id;
    }

    private static Task<SyncResponse> SyncAsync(Story story, RegisterResponse session, string boot) => story.Get<AgentCalls>().SyncAsync(
        session.Token,
        new SyncRequest { Protocol = 1, BootId = boot, Epoch = session.Epoch, Status = NodeStatus.Ready, Jobs = [] },
        default);
}
