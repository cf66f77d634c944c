using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Reads and writes resource documents. Names are found in any case.</summary>
public sealed class ResourceStore(ITableStore store)
{
    /// <summary>The largest document that is taken in, in bytes: what the stores take, less room for what is added later, such as how a job ended.</summary>
    private const int MostDocumentBytes = StoreLimits.MaxDocumentBytes - (16 * 1024);

    /// <summary>To be asked before the first step of a creation, so that nothing has to be taken back.</summary>
    /// <exception cref="ApiException">413: too large to be kept.</exception>
    public static void RequireFits<T>(T row)
    {
        int length = RowJson.WriteBytes(row).Length;
        if (length > MostDocumentBytes)
            throw new ApiException(413, new CloudErrorBody { Code = "ResourceTooLarge", Message = $"The resource takes {length} bytes once stored; the limit is {MostDocumentBytes}.", Target = "properties" });
    }

    public Task<Row<WorkspaceRow>?> FindAsync(WorkspaceId id, CancellationToken cancellation) => FindAsync<WorkspaceRow>(id, ResourceKeys.WorkspaceRow, cancellation);

    public Task<Row<ExperimentRow>?> FindAsync(ExperimentId id, CancellationToken cancellation) => FindAsync<ExperimentRow>(id.Workspace, ResourceKeys.Experiment(id), cancellation);

    /// <summary>The refusal for an experiment that is not there: names the workspace when that is missing, too.</summary>
    public async Task<ApiException> MissingAsync(ExperimentId id, CancellationToken cancellation) =>
        await FindAsync(id.Workspace, cancellation) is null ? ApiException.NotFound("Workspace", id.Workspace.Name) : ApiException.NotFound("Experiment", id.Name);

    public Task<Row<ClusterRow>?> FindAsync(ClusterId id, CancellationToken cancellation) => FindAsync<ClusterRow>(id.Workspace, ResourceKeys.Cluster(id), cancellation);

    public Task<Row<JobRow>?> FindAsync(JobId id, CancellationToken cancellation) => FindAsync<JobRow>(id.Experiment.Workspace, ResourceKeys.Job(id), cancellation);

    public Task<Row<FileServerRow>?> FindAsync(FileServerId id, CancellationToken cancellation) => FindAsync<FileServerRow>(id.Workspace, ResourceKeys.FileServer(id), cancellation);

    public Task<Page<Row<ExperimentRow>>> ListExperimentsAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation) =>
        ListAsync<ExperimentRow>(ResourceKeys.Partition(workspace), ResourceKeys.ExperimentPrefix, after, take, cancellation);

    public Task<Page<Row<ClusterRow>>> ListClustersAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation) =>
        ListAsync<ClusterRow>(ResourceKeys.Partition(workspace), ResourceKeys.ClusterPrefix, after, take, cancellation);

    public Task<Page<Row<FileServerRow>>> ListFileServersAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation) =>
        ListAsync<FileServerRow>(ResourceKeys.Partition(workspace), ResourceKeys.FileServerPrefix, after, take, cancellation);

    public Task<Page<Row<JobRow>>> ListJobsAsync(ExperimentId experiment, string? after, int take, CancellationToken cancellation) =>
        ListAsync<JobRow>(ResourceKeys.Partition(experiment.Workspace), ResourceKeys.JobPrefix(experiment), after, take, cancellation);

    /// <summary>Some job of the workspace, whatever its experiment; null when there is none.</summary>
    public async Task<JobRow?> FirstJobAsync(WorkspaceId workspace, CancellationToken cancellation) =>
        await store.ListAsync<JobRow>(Tables.Resources, ResourceKeys.Partition(workspace), ResourceKeys.AnyJobPrefix, take: 1, cancellation) is [var first] ? first.Value : null;

    /// <param name="resourceGroup">Null for all of the subscription.</param>
    public Task<Page<Row<WorkspaceEntry>>> ListWorkspacesAsync(string subscription, string? resourceGroup, string? after, int take, CancellationToken cancellation) =>
        ListAsync<WorkspaceEntry>(ResourceKeys.IndexPartition(subscription), resourceGroup is null ? "" : ResourceKeys.IndexGroup(resourceGroup), after, take, cancellation);

    /// <summary>The entry is there afterwards, written now or before.</summary>
    public Task AddEntryAsync(WorkspaceId id, CancellationToken cancellation) =>
        store.TryInsertAsync(Tables.Resources, ResourceKeys.IndexPartition(id.Subscription), ResourceKeys.IndexRow(id), new WorkspaceEntry(id), cancellation);

    /// <summary>Not there is success.</summary>
    public async Task RemoveEntryAsync(WorkspaceId id, CancellationToken cancellation)
    {
        string partition = ResourceKeys.IndexPartition(id.Subscription);
        if (await store.FindAsync<WorkspaceEntry>(Tables.Resources, partition, ResourceKeys.IndexRow(id), cancellation) is { } entry)
            await store.TryDeleteAsync(Tables.Resources, partition, entry, cancellation);
    }

    public Task<Row<WorkspaceRow>?> TryInsertAsync(WorkspaceRow row, CancellationToken cancellation) => TryInsertAsync(row.Id, ResourceKeys.WorkspaceRow, row, cancellation);

    public Task<Row<ExperimentRow>?> TryInsertAsync(ExperimentRow row, CancellationToken cancellation) => TryInsertAsync(row.Id.Workspace, ResourceKeys.Experiment(row.Id), row, cancellation);

    public Task<Row<ClusterRow>?> TryInsertAsync(ClusterRow row, CancellationToken cancellation) => TryInsertAsync(row.Id.Workspace, ResourceKeys.Cluster(row.Id), row, cancellation);

    public Task<Row<JobRow>?> TryInsertAsync(JobRow row, CancellationToken cancellation) => TryInsertAsync(row.Id.Experiment.Workspace, ResourceKeys.Job(row.Id), row, cancellation);

    /// <summary>False when another writer came first: read again and decide again.</summary>
    public Task<bool> TryReplaceAsync<T>(WorkspaceId workspace, Row<T> row, CancellationToken cancellation) =>
        store.TryReplaceAsync(Tables.Resources, ResourceKeys.Partition(workspace), row, cancellation);

    /// <summary>False when another writer came first: read again and decide again.</summary>
    public Task<bool> TryDeleteAsync<T>(WorkspaceId workspace, Row<T> row, CancellationToken cancellation) =>
        store.TryDeleteAsync(Tables.Resources, ResourceKeys.Partition(workspace), row, cancellation);

    private Task<Row<T>?> FindAsync<T>(WorkspaceId workspace, string key, CancellationToken cancellation) =>
        store.FindAsync<T>(Tables.Resources, ResourceKeys.Partition(workspace), key, cancellation);

    /// <summary>Null when a row of that name is there already.</summary>
    private async Task<Row<T>?> TryInsertAsync<T>(WorkspaceId workspace, string key, T value, CancellationToken cancellation)
    {
        CommitOutcome outcome = await store.CommitAsync(Tables.Resources, ResourceKeys.Partition(workspace), [RowStoreExtensions.Insert(key, value)], cancellation);
        return outcome is CommitOutcome.Committed committed ? new Row<T>(key, committed.ETags[0], value) : null;
    }

    /// <summary>Rows after a key, in key order. The page's <c>Next</c> is the last row's key without the prefix.</summary>
    private async Task<Page<Row<T>>> ListAsync<T>(string partition, string prefix, string? after, int take, CancellationToken cancellation)
    {
        string? from = after is null ? prefix.Length == 0 ? null : prefix : StoreKeys.JustAfter(prefix + after);
        string? to = prefix.Length == 0 ? null : prefix + "\u007f";
        IReadOnlyList<StoredEntity> found = await store.ListAsync(Tables.Resources, partition, from, to, take + 1, cancellation);
        Row<T>[] rows = [.. found.Take(take).Select(entity => new Row<T>(entity.Row, entity.ETag, RowJson.Read<T>(entity.Document.Span)))];
        return new Page<Row<T>>(rows, found.Count > take ? rows[^1].Key[prefix.Length..] : null);
    }
}

/// <summary>A part of a list.</summary>
/// <param name="Next">Where the next part begins; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
