using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Clusters: create, read, list, resize, delete.</summary>
public sealed class Clusters(
    ResourceStore resources,
    IntentStore intents,
    ISecretStore secrets,
    Workspaces workspaces,
    LiveClusters live,
    INodeOffers offers,
    Removals removals,
    ITableStore store,
    FactStore facts,
    TimeProvider clock)
    : PlacedResource<ClusterRow, ClusterProperties>(resources, intents, secrets, clock)
{
    public override ResourceKind Kind => ResourceKind.Cluster;

    /// <exception cref="ApiException">404 ClusterNotFound.</exception>
    public Task<ClusterRow> GetAsync(ClusterId id, CancellationToken cancellation) => GetAsync(ResourceAddress.Of(id), cancellation);

    public async Task<Page<ClusterRow>> ListAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<ClusterRow>> page = await Resources.ListClustersAsync(workspace, after, take, cancellation);
        return new Page<ClusterRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <param name="asked">As <see cref="ClusterBody.Accept"/> returns it, secrets still inside.</param>
    /// <exception cref="ApiException">
    /// 404: no such workspace. 400: a VM size that cannot be had. 409: another cluster has the name, or something is
    /// being deleted. 412: there is one, or none, as <paramref name="when"/> forbids.
    /// </exception>
    public async Task<PutResult<ClusterRow>> PutAsync(
        ClusterId id,
        ClusterProperties asked,
        Preconditions when,
        CancellationToken cancellation)
    {
        (ClusterProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(asked);
        WorkspaceRow workspace = await workspaces.GetLiveAsync(id.Workspace, cancellation);
        return await CreateAsync(ResourceAddress.Of(id), document, values, DescribeAsync, when, cancellation);

        async Task<ClusterRow> DescribeAsync(string uid, DateTimeOffset now)
        {
            NodeOffer.Offered offer = await OfferAsync(workspace.Location, document, cancellation);
            return new ClusterRow
            {
                Id = id,
                Uid = uid,
                Location = workspace.Location,
                Properties = Documents.Complete(document, id, uid),
                VmSize = offer.Size.Name,
                Image = offer.Image,
                State = ProvisioningState.Creating,
                CreatedAt = now,
                ChangedAt = now,
            };
        }
    }

    /// <summary>Replaces the scale settings.</summary>
    /// <param name="change">Makes the new settings of the old ones.</param>
    /// <exception cref="ApiException">
    /// 404 ClusterNotFound; 409 ClusterBeingDeleted; 412: it is not as <paramref name="when"/> demands.
    /// </exception>
    public async Task<ClusterRow> ResizeAsync(
        ClusterId id, Func<ScaleSettings, ScaleSettings> change, Preconditions when, CancellationToken cancellation)
    {
        ClusterRow row = await GetAsync(id, cancellation);
        return row.State is not ProvisioningState.Deleting
            && await live.ChangeScaleAsync(row.Uid, Change, cancellation)
            ? row
            : throw (row.State is ProvisioningState.Creating ? Refusals.Raced(Kind, id.Name) : Refusals.BeingDeleted(Kind, id.Name));

        ScaleSettings Change(ScaleSettings before)
        {
            when.Require(row.ScaledBy(before));
            return change(before);
        }
    }

    /// <summary>Removes a cluster with its nodes; null when it is not there. Its ended jobs stay.</summary>
    /// <exception cref="ApiException">
    /// 409 ClusterInUse: names a job that has not ended, and the way out. 412: it is not as <paramref name="when"/>
    /// demands.
    /// </exception>
    public Task<ClusterRow?> DeleteAsync(ClusterId id, Preconditions when, CancellationToken cancellation) =>
        DeleteAsync(ResourceAddress.Of(id), when, cancellation);

    /// <summary>Has the scale set removed, verifies that it is gone, and removes facts, secrets and the row.</summary>
    public override async Task<bool> ClearAsync(DeletionIntent removal, CancellationToken cancellation)
    {
        if (await facts.ControlAsync(removal.Uid, cancellation) is { } control)
        {
            if (!control.Value.ScaleSetGone || control.Value.Awake)
            {
                await live.RequestDeletionAsync(removal.Uid, _ => { }, cancellation);
                return false;
            }

            // Without its control row nothing decides about the cluster any more; the other rows are of no use to anybody then.
            if (!await store.TryDeleteAsync(Tables.Facts, removal.Uid, control, cancellation))
                return false;
        }

        await ClearPartitionAsync(Tables.Facts, removal.Uid, cancellation);
        await ClearPartitionAsync(Tables.Assignments, removal.Uid, cancellation);
        if (await store.FindAsync<ActiveRow>(Tables.Active, ActiveRow.Partition, removal.Uid, cancellation) is { } active)
            await store.TryDeleteAsync(Tables.Active, ActiveRow.Partition, active, cancellation);
        await Secrets.DeleteAsync(removal.Uid, cancellation);

        Row<ClusterRow>? row = await Resources.FindAsync<ClusterRow>(removal.Resource, cancellation);
        return row is null || row.Value.Uid != removal.Uid || await Resources.TryDeleteAsync(row, cancellation);
    }

    protected override async Task RequireSameAsync(
        ClusterRow existing,
        ClusterProperties document,
        bool sameSecrets,
        CancellationToken cancellation)
    {
        ClusterProperties current = (await InForceAsync(existing, cancellation)).Properties;
        ClusterProperties asked = Documents.Complete(document, existing.Id, existing.Uid);
        string name = existing.Id.Name;
        if (!sameSecrets || !Documents.Same(current with { ScaleSettings = null }, asked with { ScaleSettings = null }))
        {
            throw ApiException.Conflict(
                "ClusterAlreadyExists",
                $"The cluster {name} exists with other properties; only its scaleSettings can be changed, by PATCH: delete it first "
                + "or choose another name"
            );
        }

        if (!Documents.Same(current.ScaleSettings, asked.ScaleSettings))
            throw ApiException.Conflict(
                "ClusterAlreadyExists",
                $"The cluster {name} exists with other scaleSettings; change them by PATCH",
                "properties.scaleSettings");
    }

    protected override async Task<ClusterRow> InForceAsync(ClusterRow row, CancellationToken cancellation) =>
        row.ScaledBy(await live.ScaleAsync(row.Uid, cancellation));

    /// <summary>PATCH writes to the facts, not to the row: a deletion that must not pass over one is decided there, too.</summary>
    protected override Task ClaimAsync(ClusterRow row, Preconditions when, CancellationToken cancellation) =>
        live.RequestDeletionAsync(row.Uid, before => when.Require(row.ScaledBy(before)), cancellation);

    protected override Task<bool> IsClaimedAsync(ClusterRow row, CancellationToken cancellation) =>
        live.IsDeletionRequestedAsync(row.Uid, cancellation);

    protected override Task RequireRoomAsync(ClusterRow row, CancellationToken cancellation) =>
        workspaces.GetLiveAsync(row.Id.Workspace, cancellation);

    protected override Task PlaceAsync(ClusterRow row, CancellationToken cancellation) => live.CreateAsync(
        new ClusterSettings
        {
            Uid = row.Uid,
            Id = row.Id,
            Location = row.Location,
            VmSize = row.VmSize ?? row.Properties.VmSize!,
            LowPriority = row.Properties.VmPriority is VmPriority.LowPriority,
            Scale = row.Properties.ScaleSettings!,
            CreatedAt = row.CreatedAt,
        },
        cancellation);

    protected override async Task RequireUnusedAsync(ClusterRow row, CancellationToken cancellation)
    {
        if (await live.FirstUnfinishedJobAsync(row.Uid, cancellation) is { } job)
        {
            throw ApiException.Conflict(
                "ClusterInUse",
                $"The cluster {row.Id.Name} has the job {job.Name} (workspace {job.Experiment.Workspace.Name}, experiment "
                + $"{job.Experiment.Name}), "
                + "which has not ended; wait for it, terminate it or delete it first");
        }
    }

    protected override async Task<bool> RemoveAsync(Row<ClusterRow> row, CancellationToken cancellation)
    {
        await removals.BeginAsync(row.Value, cancellation);
        return true;
    }

    private async Task<NodeOffer.Offered> OfferAsync(string location, ClusterProperties asked, CancellationToken cancellation) =>
        await offers.ResolveAsync(location, asked.VmSize!, FleetImage.Of(asked), cancellation) switch
        {
            NodeOffer.Offered offered => offered,
            NodeOffer.Refused refused => throw ApiException.Invalid(refused.Target, refused.Why),
            var offer => throw new InvalidOperationException($"Unknown offer {offer}"),
        };

    private async Task ClearPartitionAsync(string table, string partition, CancellationToken cancellation)
    {
        while (await store.ListAsync(table, partition, null, null, StoreLimits.MaxWrites, cancellation) is { Count: > 0 } rows)
            await store.CommitAsync(table, partition, [.. rows.Select(row => new EntityWrite.Delete(row.Row, row.ETag))], cancellation);
    }
}
