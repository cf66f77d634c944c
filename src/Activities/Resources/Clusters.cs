using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Clusters: create, read, list, resize, delete.</summary>
/// <remarks>Creating spans partitions in the same order as <see cref="Jobs"/>: intent → secrets → resource row (creating) → facts → resource row (succeeded) → intent away.</remarks>
public sealed class Clusters(ResourceStore resources, Workspaces workspaces, ClusterQueries facts, ClusterCommands commands, DeletionCommands deletion, INodeSizes sizes, ISecretStore secrets, IntentStore intents, TimeProvider clock)
{
    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_mostWait = TimeSpan.FromMinutes(1);

    /// <exception cref="ApiException">404 ClusterNotFound.</exception>
    public async Task<ClusterRow> GetAsync(ClusterId id, CancellationToken cancellation)
    {
        Row<ClusterRow> row = await resources.FindAsync(id, cancellation) ?? throw ApiException.NotFound("Cluster", id.Name);
        return IsStale(row.Value) ? await FinishCreateAsync(row, cancellation) : row.Value;
    }

    public async Task<Page<ClusterRow>> ListAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<ClusterRow>> page = await resources.ListClustersAsync(workspace, after, take, cancellation);
        return new Page<ClusterRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>Nodes, allocation and the scale settings in force; null when the cluster has no facts (yet, or any more).</summary>
    public Task<ClusterView?> ViewAsync(ClusterRow row, CancellationToken cancellation) => commands.ViewAsync(row.Uid, cancellation);

    /// <param name="asked">As <see cref="ClusterBody.Accept"/> returns it, secrets still inside.</param>
    /// <exception cref="ApiException">404: no such workspace. 400: a VM size that cannot be had. 409: another cluster has the name, or something is being deleted.</exception>
    public async Task<PutResult<ClusterRow>> PutAsync(ClusterId id, ClusterProperties asked, CancellationToken cancellation)
    {
        (ClusterProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(asked);
        WorkspaceRow workspace = await workspaces.GetLiveAsync(id.Workspace, cancellation);
        if (await resources.FindAsync(id, cancellation) is { } existing)
            return await AnswerExistingAsync(existing, document, values, cancellation);
        if (!sizes.TryResolve(document.VmSize ?? "", out _, out string? why))
            throw ApiException.Invalid("properties.vmSize", why);

        DateTimeOffset now = clock.GetUtcNow();
        string uid = Uids.New(clock);
        ClusterRow row = new()
        {
            Id = id,
            Uid = uid,
            Location = workspace.Location,
            Properties = Documents.Complete(document, id, uid),
            State = ProvisioningState.Creating,
            CreatedAt = now,
            ChangedAt = now,
        };

        await intents.AddAsync(new IntentRow(IntentKind.Create, ResourceAddress.Of(id), uid, now), cancellation);
        if (values.Count > 0)
            await secrets.SaveAsync(uid, values, cancellation);
        if (clock.GetUtcNow() - now > s_mostWait)
            throw new StoreUnavailableException($"The store took more than {s_mostWait.TotalSeconds} s to take in the cluster {id.Name}");

        if (await resources.TryInsertAsync(row, cancellation) is not { } placed)
        {
            await TakeBackAsync(uid, cancellation);
            return await resources.FindAsync(id, cancellation) is { } first
                ? await AnswerExistingAsync(first, document, values, cancellation)
                : throw Refusals.Raced(ResourceKind.Cluster, id.Name);
        }

        ClusterRow finished = await FinishCreateAsync(placed, cancellation);
        await intents.RemoveAsync(IntentKind.Create, uid, cancellation);
        return new PutResult<ClusterRow>(finished, Created: true);
    }

    /// <summary>Replaces the scale settings as a whole.</summary>
    /// <exception cref="ApiException">404 ClusterNotFound; 409 ClusterBeingDeleted.</exception>
    public async Task<ClusterRow> ResizeAsync(ClusterId id, ScaleSettings scale, CancellationToken cancellation)
    {
        ClusterRow row = await GetAsync(id, cancellation);
        return row.State is not ProvisioningState.Deleting && await commands.ChangeScaleAsync(row.Uid, scale, cancellation)
            ? row
            : throw (row.State is ProvisioningState.Creating ? Refusals.Raced(ResourceKind.Cluster, id.Name) : Refusals.BeingDeleted(ResourceKind.Cluster, id.Name));
    }

    /// <summary>Removes a cluster with its nodes; null when it is not there. Its ended jobs stay.</summary>
    /// <exception cref="ApiException">409 ClusterInUse: names a job that has not ended, and the way out.</exception>
    public async Task<ClusterRow?> DeleteAsync(ClusterId id, CancellationToken cancellation)
    {
        while (await resources.FindAsync(id, cancellation) is { } row)
        {
            if (row.Value.State is not ProvisioningState.Deleting && await facts.FirstUnfinishedJobAsync(row.Value.Uid, cancellation) is { } job)
            {
                throw ApiException.Conflict(
                    "ClusterInUse",
                    $"The cluster {id.Name} has the job {job.Name} (workspace {job.Experiment.Workspace.Name}, experiment {job.Experiment.Name}), which has not ended; wait for it, terminate it or delete it first");
            }

            await intents.AddAsync(new IntentRow(IntentKind.Delete, ResourceAddress.Of(row.Value.Id), row.Value.Uid, clock.GetUtcNow()), cancellation);
            ClusterRow deleting = row.Value with { State = ProvisioningState.Deleting, ChangedAt = clock.GetUtcNow() };
            if (row.Value.State is ProvisioningState.Deleting || await resources.TryReplaceAsync(id.Workspace, row with { Value = deleting }, cancellation))
            {
                await deletion.BeginAsync(deleting, cancellation);
                await intents.RemoveAsync(IntentKind.Delete, deleting.Uid, cancellation);
                return deleting;
            }
        }

        return null;
    }

    /// <summary>Carries a create forward once its row is visible, takes it back when its caller gave up before; true when nothing is left to do.</summary>
    /// <exception cref="ApiException">409: the workspace is being deleted, and the cluster was taken back.</exception>
    public async Task<bool> ResumeCreateAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.AsCluster, cancellation) is { } row && row.Value.Uid == intent.Uid)
        {
            if (row.Value.State is ProvisioningState.Creating)
                await FinishCreateAsync(row, cancellation);
            return true;
        }

        if (clock.GetUtcNow() - intent.StartedAt < s_abandoned)
            return false;
        await secrets.DeleteAsync(intent.Uid, cancellation);
        return true;
    }

    /// <summary>Begins a deletion that was marked and perhaps not begun: from there on it has an intent of its own.</summary>
    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.AsCluster, cancellation) is { Value.State: ProvisioningState.Deleting } row && row.Value.Uid == intent.Uid)
            await deletion.BeginAsync(row.Value, cancellation);
        return true;
    }

    private bool IsStale(ClusterRow row) => row.State is ProvisioningState.Creating && clock.GetUtcNow() - row.CreatedAt > IntentRunner.Patience;

    private async Task<PutResult<ClusterRow>> AnswerExistingAsync(Row<ClusterRow> existing, ClusterProperties document, IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        ClusterRow row = existing.Value;
        if (row.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(ResourceKind.Cluster, row.Id.Name);

        ClusterProperties current = row.Properties with { ScaleSettings = await facts.ScaleAsync(row.Uid, cancellation) ?? row.Properties.ScaleSettings };
        ClusterProperties asked = Documents.Complete(document, row.Id, row.Uid);
        bool sameButScale = Documents.Same(current with { ScaleSettings = null }, asked with { ScaleSettings = null })
            && (values.Count == 0 || Documents.Same(values, await secrets.LoadAsync(row.Uid, cancellation)));
        if (!sameButScale)
            throw ApiException.Conflict("ClusterAlreadyExists", $"The cluster {row.Id.Name} exists with other properties; only its scaleSettings can be changed, by PATCH: delete it first or choose another name");
        if (!Documents.Same(current.ScaleSettings, asked.ScaleSettings))
            throw ApiException.Conflict("ClusterAlreadyExists", $"The cluster {row.Id.Name} exists with other scaleSettings; change them by PATCH", "properties.scaleSettings");
        return new PutResult<ClusterRow>(IsStale(row) ? await FinishCreateAsync(existing, cancellation) : row, Created: false);
    }

    /// <summary>From the visible row on: write the facts, then say that it is in place. Done before, or by another one, is success.</summary>
    private async Task<ClusterRow> FinishCreateAsync(Row<ClusterRow> placed, CancellationToken cancellation)
    {
        Row<ClusterRow> row = placed;
        while (row.Value.State is ProvisioningState.Creating)
        {
            await RequireLiveWorkspaceAsync(row, cancellation);
            await commands.CreateAsync(Describe(row.Value), cancellation);
            ClusterRow succeeded = row.Value with { State = ProvisioningState.Succeeded, ChangedAt = clock.GetUtcNow() };
            if (await resources.TryReplaceAsync(row.Value.Id.Workspace, row with { Value = succeeded }, cancellation))
                return succeeded;

            row = await resources.FindAsync(row.Value.Id, cancellation) is { } again && again.Value.Uid == placed.Value.Uid
                ? again
                : throw Refusals.Raced(ResourceKind.Cluster, placed.Value.Id.Name);
        }

        return row.Value;
    }

    /// <summary>The workspace may have been marked for deletion since it was looked at; whoever marked it looks for clusters afterwards.</summary>
    private async Task RequireLiveWorkspaceAsync(Row<ClusterRow> row, CancellationToken cancellation)
    {
        try
        {
            await workspaces.GetLiveAsync(row.Value.Id.Workspace, cancellation);
        }
        catch (ApiException)
        {
            if (await resources.TryDeleteAsync(row.Value.Id.Workspace, row, cancellation))
                await TakeBackAsync(row.Value.Uid, cancellation);
            throw;
        }
    }

    private async Task TakeBackAsync(string uid, CancellationToken cancellation)
    {
        await secrets.DeleteAsync(uid, cancellation);
        await intents.RemoveAsync(IntentKind.Create, uid, cancellation);
    }

    private static ClusterSettings Describe(ClusterRow row) => new()
    {
        Uid = row.Uid,
        Id = row.Id,
        Location = row.Location,
        VmSize = row.Properties.VmSize!,
        LowPriority = row.Properties.VmPriority is VmPriority.LowPriority,
        Scale = row.Properties.ScaleSettings!,
        CreatedAt = row.CreatedAt,
    };
}
