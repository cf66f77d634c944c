using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Makes clusters.</summary>
/// <remarks>The steps span partitions as those of <see cref="JobCreation"/> do: intent → secrets → resource row (creating) → facts → resource row (succeeded) → intent away.</remarks>
public sealed class ClusterCreation(ResourceStore resources, Workspaces workspaces, ClusterQueries facts, ClusterCommands commands, INodeOffers offers, Creation creation, TimeProvider clock)
{
    /// <param name="asked">As <see cref="ClusterBody.Accept"/> returns it, secrets still inside.</param>
    /// <exception cref="ApiException">404: no such workspace. 400: a VM size that cannot be had. 409: another cluster has the name, or something is being deleted.</exception>
    public async Task<PutResult<ClusterRow>> PutAsync(ClusterId id, ClusterProperties asked, CancellationToken cancellation)
    {
        (ClusterProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(asked);
        WorkspaceRow workspace = await workspaces.GetLiveAsync(id.Workspace, cancellation);
        if (await resources.FindAsync(id, cancellation) is { } existing)
            return await AnswerExistingAsync(existing, document, values, cancellation);
        NodeOffer.Offered offer = await OfferAsync(workspace.Location, document, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        string uid = Uids.New(clock);
        ClusterRow row = new()
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

        ResourceStore.RequireFits(row);
        await creation.BeginAsync(ResourceAddress.Of(id), uid, values, cancellation);
        if (await resources.TryInsertAsync(row, cancellation) is not { } placed)
        {
            await creation.TakeBackAsync(uid, cancellation);
            return await resources.FindAsync(id, cancellation) is { } first
                ? await AnswerExistingAsync(first, document, values, cancellation)
                : throw Refusals.Raced(ResourceKind.Cluster, id.Name);
        }

        ClusterRow finished = await FinishAsync(placed, cancellation);
        await creation.EndAsync(uid, cancellation);
        return new PutResult<ClusterRow>(finished, Created: true);
    }

    /// <summary>Carries a create forward once its row is visible, takes it back when its caller gave up before; true when nothing is left to do.</summary>
    /// <exception cref="ApiException">409: the workspace is being deleted, and the cluster was taken back.</exception>
    public async Task<bool> ResumeAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.ToCluster(), cancellation) is { } row && row.Value.Uid == intent.Uid)
        {
            if (row.Value.State is ProvisioningState.Creating)
                await FinishAsync(row, cancellation);
            return true;
        }

        return await creation.TryAbandonAsync(intent, cancellation);
    }

    /// <summary>The row, finished when its caller has had its time.</summary>
    public async Task<ClusterRow> FinishIfStaleAsync(Row<ClusterRow> row, CancellationToken cancellation) =>
        creation.IsStale(row.Value.State, row.Value.CreatedAt) ? await FinishAsync(row, cancellation) : row.Value;

    private async Task<PutResult<ClusterRow>> AnswerExistingAsync(Row<ClusterRow> existing, ClusterProperties document, IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        ClusterRow row = existing.Value;
        if (row.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(ResourceKind.Cluster, row.Id.Name);

        ClusterProperties current = row.Properties with { ScaleSettings = await facts.ScaleAsync(row.Uid, cancellation) ?? row.Properties.ScaleSettings };
        ClusterProperties asked = Documents.Complete(document, row.Id, row.Uid);
        bool sameButScale = Documents.Same(current with { ScaleSettings = null }, asked with { ScaleSettings = null })
            && await creation.HasSecretsAsync(row.Uid, values, cancellation);
        if (!sameButScale)
            throw ApiException.Conflict("ClusterAlreadyExists", $"The cluster {row.Id.Name} exists with other properties; only its scaleSettings can be changed, by PATCH: delete it first or choose another name");
        if (!Documents.Same(current.ScaleSettings, asked.ScaleSettings))
            throw ApiException.Conflict("ClusterAlreadyExists", $"The cluster {row.Id.Name} exists with other scaleSettings; change them by PATCH", "properties.scaleSettings");
        return new PutResult<ClusterRow>(await FinishIfStaleAsync(existing, cancellation), Created: false);
    }

    /// <summary>From the visible row on: write the facts, then say that it is in place. Done before, or by another one, is success.</summary>
    private async Task<ClusterRow> FinishAsync(Row<ClusterRow> placed, CancellationToken cancellation)
    {
        Row<ClusterRow> row = placed;
        while (row.Value.State is ProvisioningState.Creating)
        {
            await RequireLiveWorkspaceAsync(row, cancellation);
            await commands.CreateAsync(Describe(row.Value), cancellation);
            ClusterRow succeeded = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Succeeded), ChangedAt = clock.GetUtcNow() };
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
                await creation.TakeBackAsync(row.Value.Uid, cancellation);
            throw;
        }
    }

    private async Task<NodeOffer.Offered> OfferAsync(string location, ClusterProperties asked, CancellationToken cancellation)
    {
        NodeOffer offer = await offers.ResolveAsync(location, asked.VmSize!, FleetImage.Of(asked), cancellation);
        return offer switch
        {
            NodeOffer.Offered offered => offered,
            NodeOffer.Refused refused => throw ApiException.Invalid(refused.Target, refused.Why),
            _ => throw new InvalidOperationException($"Unknown offer {offer}"),
        };
    }

    private static ClusterSettings Describe(ClusterRow row) => new()
    {
        Uid = row.Uid,
        Id = row.Id,
        Location = row.Location,
        VmSize = row.VmSize ?? row.Properties.VmSize!,
        LowPriority = row.Properties.VmPriority is VmPriority.LowPriority,
        Scale = row.Properties.ScaleSettings!,
        CreatedAt = row.CreatedAt,
    };
}
