using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Reads and writes resource documents. Names are found in any case.</summary>
public sealed class ResourceStore(ITableStore store)
{
    /// <summary>
    /// The largest document that is taken in, in bytes: what the stores take, less room for what is added later, such
    /// as how a job ended.
    /// </summary>
    private const int MostDocumentBytes = StoreLimits.MaxDocumentBytes - (16 * 1024);

    /// <summary>To be asked before the first step of a creation, so that nothing has to be taken back.</summary>
    /// <exception cref="ApiException">413: too large to be kept.</exception>
    public static void RequireFits<T>(T row)
    {
        int length = RowJson.WriteBytes(row).Length;
        if (length > MostDocumentBytes)
            throw new ApiException(
                413,
                new CloudErrorBody
                {
                    Code = "ResourceTooLarge",
                    Message = $"The resource takes {length} bytes once stored; the limit is {MostDocumentBytes}.",
                    Target = "properties",
                }
            );
    }

    public Task<Row<WorkspaceRow>?> FindAsync(WorkspaceId id, CancellationToken cancellation) =>
        FindAsync<WorkspaceRow>(ResourceAddress.Of(id), cancellation);

    public Task<Row<ExperimentRow>?> FindAsync(ExperimentId id, CancellationToken cancellation) =>
        FindAsync<ExperimentRow>(ResourceAddress.Of(id), cancellation);

    public Task<Row<ClusterRow>?> FindAsync(ClusterId id, CancellationToken cancellation) =>
        FindAsync<ClusterRow>(ResourceAddress.Of(id), cancellation);

    public Task<Row<FileServerRow>?> FindAsync(FileServerId id, CancellationToken cancellation) =>
        FindAsync<FileServerRow>(ResourceAddress.Of(id), cancellation);

    public Task<Row<JobRow>?> FindAsync(JobId id, CancellationToken cancellation) =>
        FindAsync<JobRow>(ResourceAddress.Of(id), cancellation);

    /// <summary>Null when it is not there. One read.</summary>
    public Task<Row<T>?> FindAsync<T>(ResourceAddress resource, CancellationToken cancellation)
        where T : ResourceRow =>
        store.FindAsync<T>(Tables.Resources, ResourceKeys.Partition(resource.Workspace), ResourceKeys.Row(resource), cancellation);

    /// <summary>The refusal for an experiment that is not there: names the workspace when that is missing, too.</summary>
    public async Task<ApiException> MissingAsync(ExperimentId id, CancellationToken cancellation) =>
        await FindAsync(id.Workspace, cancellation) is null
            ? ApiException.NotFound("Workspace", id.Workspace.Name)
            : ApiException.NotFound("Experiment", id.Name);

    public Task<Page<Row<ExperimentRow>>> ListExperimentsAsync(
        WorkspaceId workspace,
        string? after,
        int take,
        CancellationToken cancellation) =>
        ListAsync<ExperimentRow>(
            ResourceKeys.Partition(workspace),
            ResourceKeys.Prefix(ResourceKind.Experiment),
            after,
            take,
            cancellation);

    public Task<Page<Row<ClusterRow>>> ListClustersAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation) =>
        ListAsync<ClusterRow>(ResourceKeys.Partition(workspace), ResourceKeys.Prefix(ResourceKind.Cluster), after, take, cancellation);

    public Task<Page<Row<FileServerRow>>> ListFileServersAsync(
        WorkspaceId workspace,
        string? after,
        int take,
        CancellationToken cancellation) =>
        ListAsync<FileServerRow>(
            ResourceKeys.Partition(workspace),
            ResourceKeys.Prefix(ResourceKind.FileServer),
            after,
            take,
            cancellation);

    public Task<Page<Row<JobRow>>> ListJobsAsync(ExperimentId experiment, string? after, int take, CancellationToken cancellation) =>
        ListAsync<JobRow>(
            ResourceKeys.Partition(experiment.Workspace),
            ResourceKeys.Prefix(ResourceKind.Job, experiment.Name),
            after,
            take,
            cancellation);

    /// <summary>Some resource of a kind in a workspace; null when there is none. One read.</summary>
    public async Task<ResourceRow?> FirstAsync(WorkspaceId workspace, ResourceKind kind, CancellationToken cancellation)
    {
        string prefix = ResourceKeys.Prefix(kind);
        return
            await store.ListAsync(
                Tables.Resources,
                ResourceKeys.Partition(workspace),
                prefix,
                StoreKeys.EndOf(prefix),
                take: 1,
                cancellation)
                is [var first]
            ? kind.Read(first)
            : null;
    }

    /// <param name="resourceGroup">Null for all of the subscription.</param>
    public Task<Page<Row<WorkspaceEntry>>> ListWorkspacesAsync(
        string subscription,
        string? resourceGroup,
        string? after,
        int take,
        CancellationToken cancellation) =>
        ListAsync<WorkspaceEntry>(
            ResourceKeys.IndexPartition(subscription),
            resourceGroup is null ? "" : ResourceKeys.IndexGroup(resourceGroup),
            after,
            take,
            cancellation);

    /// <summary>The entry is there afterwards, written now or before.</summary>
    public Task AddEntryAsync(WorkspaceId id, CancellationToken cancellation) =>
        store.TryInsertAsync(
            Tables.Resources,
            ResourceKeys.IndexPartition(id.Subscription),
            ResourceKeys.IndexRow(id),
            new WorkspaceEntry(id),
            cancellation);

    /// <summary>Not there is success.</summary>
    public async Task RemoveEntryAsync(WorkspaceId id, CancellationToken cancellation)
    {
        string partition = ResourceKeys.IndexPartition(id.Subscription);
        if (await store.FindAsync<WorkspaceEntry>(Tables.Resources, partition, ResourceKeys.IndexRow(id), cancellation) is { } entry)
            await store.TryDeleteAsync(Tables.Resources, partition, entry, cancellation);
    }

    /// <summary>The row as it was written; null when a resource of that name is there already. One write.</summary>
    public async Task<Row<T>?> TryInsertAsync<T>(T row, CancellationToken cancellation)
        where T : ResourceRow
    {
        string key = ResourceKeys.Row(row.Address);
        CommitOutcome outcome = await store.CommitAsync(
            Tables.Resources,
            ResourceKeys.Partition(row.Address.Workspace),
            [RowStoreExtensions.Insert(key, row)],
            cancellation);
        return outcome is CommitOutcome.Committed committed ? new Row<T>(key, committed.ETags[0], row) : null;
    }

    /// <summary>False when another writer came first: read again and decide again. One write.</summary>
    public Task<bool> TryReplaceAsync<T>(Row<T> row, CancellationToken cancellation)
        where T : ResourceRow =>
        store.TryReplaceAsync(Tables.Resources, ResourceKeys.Partition(row.Value.Address.Workspace), row, cancellation);

    /// <summary>False when another writer came first: read again and decide again. One write.</summary>
    public Task<bool> TryDeleteAsync<T>(Row<T> row, CancellationToken cancellation)
        where T : ResourceRow =>
        store.TryDeleteAsync(Tables.Resources, ResourceKeys.Partition(row.Value.Address.Workspace), row, cancellation);

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
