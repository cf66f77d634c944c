using BatchAi.Model;
using BatchAi.Scheduling;

namespace BatchAi.State;

/// <summary>Reads and writes the facts of clusters.</summary>
public sealed class FactStore(ITableStore store)
{
    private const int All = 100_000;

    /// <summary>Null when the cluster has no facts; only the window of the queue is read. Five reads, four of them side by side.</summary>
    public async Task<ClusterFacts?> LoadAsync(string clusterUid, CancellationToken cancellation)
    {
        Task<Row<ClusterControl>?> control = ControlAsync(clusterUid, cancellation);
        Task<Row<ClusterSettings>?> settings = SettingsAsync(clusterUid, cancellation);
        Task<IReadOnlyList<Row<JobFacts>>> waiting = WaitingAsync(clusterUid, SchedulingLimits.QueueWindow + 1, cancellation);
        Task<IReadOnlyList<Row<NodeFacts>>> nodes = NodesAsync(clusterUid, cancellation);

        // After the queue: a job that moves from the queue to the nodes in between is then seen twice, not missed; the
        // stale row loses its ETag race.
        await waiting;
        IReadOnlyList<Row<JobFacts>> running = await RunningAsync(clusterUid, cancellation);
        if (await control is not { } controlRow || await settings is not { } settingsRow)
            return null;

        HashSet<string> held = [.. running.Select(job => job.Value.Uid)];
        IReadOnlyList<Row<JobFacts>> queue = [.. (await waiting).Where(job => !held.Contains(job.Value.Uid))];
        return new ClusterFacts(
            controlRow,
            settingsRow,
            running,
            [.. queue.Take(SchedulingLimits.QueueWindow)],
            queue.Count > SchedulingLimits.QueueWindow,
            await nodes);
    }

    public Task<Row<ClusterControl>?> ControlAsync(string clusterUid, CancellationToken cancellation) =>
        store.FindAsync<ClusterControl>(Tables.Facts, clusterUid, FactKeys.Control, cancellation);

    public Task<Row<ClusterSettings>?> SettingsAsync(string clusterUid, CancellationToken cancellation) =>
        store.FindAsync<ClusterSettings>(Tables.Facts, clusterUid, FactKeys.Settings, cancellation);

    public Task<IReadOnlyList<Row<NodeFacts>>> NodesAsync(string clusterUid, CancellationToken cancellation) =>
        store.ListAsync<NodeFacts>(Tables.Facts, clusterUid, FactKeys.NodePrefix, All, cancellation);

    public Task<IReadOnlyList<Row<JobFacts>>> RunningAsync(string clusterUid, CancellationToken cancellation) =>
        store.ListAsync<JobFacts>(Tables.Facts, clusterUid, FactKeys.RunPrefix, All, cancellation);

    /// <summary>The first jobs of the queue, in the order in which they are looked at.</summary>
    public Task<IReadOnlyList<Row<JobFacts>>> WaitingAsync(string clusterUid, int take, CancellationToken cancellation) =>
        store.ListAsync<JobFacts>(Tables.Facts, clusterUid, FactKeys.QueuePrefix, take, cancellation);

    public Task<Row<NodeFacts>?> NodeAsync(string clusterUid, int ordinal, CancellationToken cancellation) =>
        store.FindAsync<NodeFacts>(Tables.Facts, clusterUid, FactKeys.Node(ordinal), cancellation);

    public Task<Row<JobFacts>?> RunningJobAsync(string clusterUid, string jobUid, CancellationToken cancellation) =>
        store.FindAsync<JobFacts>(Tables.Facts, clusterUid, FactKeys.Run(jobUid), cancellation);

    /// <summary>What the ledger says each node does now.</summary>
    public Task<IReadOnlyList<Row<NodeTime>>> OpenTimesAsync(string clusterUid, CancellationToken cancellation) =>
        store.ListAsync<NodeTime>(Tables.Facts, clusterUid, FactKeys.OpenTimePrefix, All, cancellation);

    /// <summary>
    /// A job wherever it stands; null when it has no facts row. A job can move while it is looked for, hence the second
    /// look.
    /// </summary>
    public async Task<Row<JobFacts>?> FindJobAsync(JobRow job, CancellationToken cancellation)
    {
        string queued = FactKeys.Queue(job.Properties.SchedulingPriority ?? Model.JobPriority.Normal, job.CreatedAt, job.Uid);
        return await RunningJobAsync(job.ClusterUid, job.Uid, cancellation)
            ?? await store.FindAsync<JobFacts>(Tables.Facts, job.ClusterUid, queued, cancellation)
            ?? await RunningJobAsync(job.ClusterUid, job.Uid, cancellation);
    }

    /// <summary>All or nothing within one cluster; false when another writer came first. One write.</summary>
    public async Task<bool> TryCommitAsync(string clusterUid, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation) =>
        await store.CommitAsync(Tables.Facts, clusterUid, writes, cancellation) is CommitOutcome.Committed;

    /// <summary>The row is there afterwards, written now or before. One write.</summary>
    public Task AddAsync<T>(string clusterUid, string key, T value, CancellationToken cancellation) =>
        store.TryInsertAsync(Tables.Facts, clusterUid, key, value, cancellation);

    /// <summary>
    /// Removes a bell so that it can be rung again; to be done before the facts are read. One read, and one write when
    /// it was rung.
    /// </summary>
    public async Task AnswerBellAsync(string clusterUid, string bell, CancellationToken cancellation)
    {
        if (await store.FindAsync<BellRow>(Tables.Facts, clusterUid, bell, cancellation) is { } rung)
            await store.TryDeleteAsync(Tables.Facts, clusterUid, rung, cancellation);
    }
}

/// <summary>All a decision about a cluster looks at, as it was read.</summary>
/// <param name="MoreWaiting">Jobs wait behind the window.</param>
public sealed record ClusterFacts(
    Row<ClusterControl> Control,
    Row<ClusterSettings> Settings,
    IReadOnlyList<Row<JobFacts>> Running,
    IReadOnlyList<Row<JobFacts>> Waiting,
    bool MoreWaiting,
    IReadOnlyList<Row<NodeFacts>> Nodes);

/// <summary>Row <c>settings</c>: what the user asked of a cluster. PATCH and DELETE write it, Reconcile only reads it.</summary>
public sealed record ClusterSettings
{
    public required string Uid { get; init; }

    public required ClusterId Id { get; init; }

    public required string Location { get; init; }

    /// <summary>The size actually used; what was asked is in the resource row.</summary>
    public required string VmSize { get; init; }

    public required bool LowPriority { get; init; }

    public required ScaleSettings Scale { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Once true it stays so.</summary>
    public bool DeleteRequested { get; init; }
}
