using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Functions.Tests;

/// <summary>Rows as the app itself writes them, for what comes about only with a fleet.</summary>
internal static class Seeds
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string PathOf(string workspace) =>
        $"/subscriptions/{WorkerSettings.Subscription}/resourceGroups/group/providers/Microsoft.BatchAI/workspaces/{workspace}";

    public static WorkspaceId WorkspaceOf(string workspace) => new(WorkerSettings.Subscription, "group", workspace);

    /// <summary>
    /// Makes a workspace and an experiment by the API, and a cluster by its rows: awake, so that nobody begins to make its fleet. Answers
    /// with the cluster's uid.
    /// </summary>
    public static async Task<string> MakePlaceAsync(RunningApp app, string workspace)
    {
        ITableStore rows = app.Rows;
        (await app.Api.PutAsync(PathOf(workspace), $$"""{"location":"{{WorkerSettings.Location}}"}""")).Expect(200, 201);
        (await app.Api.SendAsync("PUT", $"{PathOf(workspace)}/experiments/e")).Expect(200, 201);

        string uid = Guid.NewGuid().ToString("N");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ClusterId cluster = new(WorkspaceOf(workspace), "c");
        ScaleSettings scale =
            new() { AutoScale = new AutoScaleSettings { MinimumNodeCount = 0, MaximumNodeCount = 4, InitialNodeCount = 0 } };
        ClusterRow row = new()
        {
            Id = cluster,
            Uid = uid,
            Location = WorkerSettings.Location,
            Properties = new ClusterProperties { VmSize = "Standard_D2s_v3", ScaleSettings = scale },
            Image = new FleetImage("Canonical", "UbuntuServer", "16.04-LTS", "latest", ImageId: null),
            State = ProvisioningState.Succeeded,
            CreatedAt = now,
            ChangedAt = now,
        };
        ClusterControl control =
            new() { Generation = 1, Awake = true, Fence = 0, AllocationState = AllocationState.Steady, AllocationChangedAt = now };
        ClusterSettings settings =
            new()
            {
                Uid = uid,
                Id = cluster,
                Location = WorkerSettings.Location,
                VmSize = "Standard_D2s_v3",
                LowPriority = false,
                Scale = scale,
                CreatedAt = now
            };
        await rows.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(cluster.Workspace), ResourceKeys.Cluster(cluster), row,
            Cancellation);
        await rows.TryInsertAsync(Tables.Facts, uid, FactKeys.Control, control, Cancellation);
        await rows.TryInsertAsync(Tables.Facts, uid, FactKeys.Settings, settings, Cancellation);
        return uid;
    }

    /// <summary>A registered node that is about to prepare a job, so that its calls are held. Answers with its token.</summary>
    public static async Task<NodeToken> MakeBusyNodeAsync(RunningApp app, string clusterUid, DateTimeOffset lastHeard)
    {
        NodeToken token = NodeToken.Issue(clusterUid, 0, 1);
        NodeFacts node = new()
        {
            Ordinal = 0,
            KnownSince = lastHeard,
            NodeId = "node-0",
            Epoch = 1,
            BootId = "boot",
            KeyHash = "key",
            TokenHash = token.Hash,
            Status = NodeStatus.Ready,
            LastHeard = lastHeard,
            IdleSince = lastHeard
        };
        await app.Rows.TryInsertAsync(Tables.Facts, clusterUid, FactKeys.Node(0), node, Cancellation);
        await app.Rows.TryInsertAsync(Tables.Assignments, clusterUid, FactKeys.Assignment(0),
            new AssignmentFacts("job", 1, JobPhase.Prepare), Cancellation);
        return token;
    }
}
