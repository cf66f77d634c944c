using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Clusters as their facts show them. Each change is idempotent, and rings the cluster after the fact is written.</summary>
public sealed class LiveClusters(FactStore facts, Bells bells, ControlPlane controlPlane, ClusterTiming timing, TimeProvider clock)
{
    /// <summary>Writes control and settings of a new cluster; there already is success.</summary>
    public async Task CreateAsync(ClusterSettings settings, CancellationToken cancellation)
    {
        ClusterControl control = new()
        {
            Generation = 0,
            Awake = false,
            Fence = 0,
            AllocationState = BeginsEmpty(settings.Scale) ? AllocationState.Steady : AllocationState.Resizing,
            AllocationChangedAt = settings.CreatedAt,
        };
        await facts.TryCommitAsync(
            settings.Uid,
            [RowStoreExtensions.Insert(FactKeys.Control, control), RowStoreExtensions.Insert(FactKeys.Settings, settings)],
            cancellation);
        await bells.WakeClusterAsync(settings.Uid, cancellation);
    }

    /// <summary>Replaces the scale settings; false when the cluster has no facts (any more) or is being deleted.</summary>
    /// <param name="change">Makes the new settings of the old ones, or throws to leave them.</param>
    public Task<bool> ChangeScaleAsync(
        string clusterUid,
        Func<ScaleSettings, ScaleSettings> change,
        CancellationToken cancellation) =>
        ChangeAsync(
            clusterUid,
            settings => settings.DeleteRequested ? null : settings with { Scale = change(settings.Scale) },
            cancellation);

    /// <summary>Says that the cluster should go; false when it has no facts (any more).</summary>
    /// <param name="require">Sees the scale settings it goes with, and throws to keep it.</param>
    public Task<bool> RequestDeletionAsync(string clusterUid, Action<ScaleSettings> require, CancellationToken cancellation) =>
        ChangeAsync(
            clusterUid,
            settings =>
            {
                require(settings.Scale);
                return settings with { DeleteRequested = true };
            },
            cancellation);

    /// <summary>One read.</summary>
    public async Task<bool> IsDeletionRequestedAsync(string clusterUid, CancellationToken cancellation) =>
        (await facts.SettingsAsync(clusterUid, cancellation))?.Value.DeleteRequested ?? false;

    /// <summary>
    /// The scale settings in force: PATCH changes them in the facts, not in the resource row. Null when the cluster has
    /// no facts. One read.
    /// </summary>
    public async Task<ScaleSettings?> ScaleAsync(string clusterUid, CancellationToken cancellation) =>
        (await facts.SettingsAsync(clusterUid, cancellation))?.Value.Scale;

    /// <summary>
    /// A job of the cluster that has not ended as far as a user sees it, a running one first; null when there is none.
    /// Two reads.
    /// </summary>
    public async Task<JobId?> FirstUnfinishedJobAsync(string clusterUid, CancellationToken cancellation) =>
        Unfinished(await facts.RunningAsync(clusterUid, cancellation))
        ?? Unfinished(await facts.WaitingAsync(clusterUid, take: 1, cancellation));

    /// <summary>The row of an ended job stays until its nodes have been tidied up behind it.</summary>
    private static JobId? Unfinished(IReadOnlyList<Row<JobFacts>> jobs) =>
        jobs.FirstOrDefault(job => job.Value.State is not (ExecutionState.Succeeded or ExecutionState.Failed))?.Value.Id;

    /// <summary>Null when the cluster has no facts (any more).</summary>
    public async Task<ClusterView?> ViewAsync(string clusterUid, CancellationToken cancellation)
    {
        if (await facts.LoadAsync(clusterUid, cancellation) is not { } seen)
            return null;

        ClusterControl control = seen.Control.Value;
        ClusterSnapshot snapshot = ClusterSnapshots.Make(
            seen,
            control,
            clock.GetUtcNow(),
            await controlPlane.HealthySinceAsync(cancellation),
            timing);
        Dictionary<int, JobFacts> holders = ClusterSnapshots.Holders(seen);
        List<NodeView> nodes = [];
        foreach ((Row<NodeFacts> node, NodeSnapshot state) in seen.Nodes.Zip(snapshot.Nodes))
        {
            JobFacts? holder = holders.GetValueOrDefault(node.Value.Ordinal);
            nodes.Add(
                new NodeView(
                    node.Value.NodeId,
                    node.Value.Address,
                    NodeUses.Of(state.Condition, holder),
                    holder?.Uid,
                    node.Value.LastHeard,
                    node.Value.Problem));
        }

        return new ClusterView(
            control.AllocationState,
            control.AllocationChangedAt,
            seen.Settings.Value.Scale,
            Count(nodes),
            nodes.Count,
            [.. Errors(seen)],
            nodes);
    }

    private static bool BeginsEmpty(ScaleSettings scale) =>
        (scale.Manual?.TargetNodeCount ?? Math.Max(scale.AutoScale?.MinimumNodeCount ?? 0, scale.AutoScale?.InitialNodeCount ?? 0)) == 0;

    private async Task<bool> ChangeAsync(string clusterUid, Func<ClusterSettings, ClusterSettings?> change, CancellationToken cancellation)
    {
        while (await facts.SettingsAsync(clusterUid, cancellation) is { } row)
        {
            if (change(row.Value) is not { } changed)
                return false;

            if (
                changed == row.Value
                || await facts.TryCommitAsync(clusterUid, [RowStoreExtensions.Replace(row with { Value = changed })], cancellation))
            {
                await bells.WakeClusterAsync(clusterUid, cancellation);
                return true;
            }
        }

        return false;
    }

    private static NodeStateCounts Count(IReadOnlyList<NodeView> nodes) => new()
    {
        IdleNodeCount = nodes.Count(node => node.Use == NodeUse.Idle),
        RunningNodeCount = nodes.Count(node => node.Use == NodeUse.Running),
        PreparingNodeCount = nodes.Count(node => node.Use == NodeUse.Preparing),
        UnusableNodeCount = nodes.Count(node => node.Use == NodeUse.Unusable),
        LeavingNodeCount = nodes.Count(node => node.Use == NodeUse.Leaving),
    };

    private static IEnumerable<BatchAIError> Errors(ClusterFacts seen)
    {
        if (seen.Control.Value.Problem is { } problem)
        {
            yield return new BatchAIError
            {
                Code = problem.Code,
                Message = problem.Message,
                Details = [new NameValuePair { Name = "Refusal", Value = problem.Refusal.ToString() }],
            };
        }

        if (seen.Control.Value.NoShows is { } missed)
            yield return new BatchAIError
            {
                Code = "NodesDidNotRegister",
                Message =
                    $"{missed.Nodes} node(s) were given by the cloud and never registered; the next are asked for from "
                    + $"{missed.Until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} on. Whether a node's agent starts, and reaches the "
                    + "API, is seen in its boot log.",
            };

        foreach (NodeFacts node in seen.Nodes.Select(row => row.Value).Where(node => node.Problem is not null))
            yield return node.Problem! with
            {
                Details = [new NameValuePair { Name = "NodeId", Value = node.NodeId }, .. node.Problem!.Details ?? []],
            };
    }
}
