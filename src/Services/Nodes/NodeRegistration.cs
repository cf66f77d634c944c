using System.Globalization;
using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Makes a node of an instance. The same boot and key may register again and again; a new boot voids the old token and
/// what ran before.
/// </summary>
public sealed class NodeRegistration(
    FactStore facts,
    ITableStore store,
    INodeIdentity identity,
    ISecretStore secrets,
    Bells bells,
    TimeProvider clock)
{
    /// <exception cref="ApiException">401, 409 or 410: see docs/agent-protocol.md.</exception>
    public async Task<RegisterResponse> RegisterAsync(RegisterRequest request, CancellationToken cancellation)
    {
        if (!int.TryParse(request.InstanceId, NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal))
            throw ApiException.Invalid("instanceId", "The instance id must be a number of 0 or more.");

        if (!Uids.IsUid(request.ClusterUid))
            throw ApiException.Invalid("clusterUid", "The cluster's uid must be 32 lower-case hexadecimal digits.");

        Row<ClusterSettings> settings = await facts.SettingsAsync(request.ClusterUid, cancellation) ?? throw NodeErrors.Gone;
        if (settings.Value.DeleteRequested)
            throw NodeErrors.Gone;
        if (!await identity.ProvesAsync(ScaleSetSpecs.NameOf(request.ClusterUid), request, cancellation))
            throw NodeErrors.NotProven;

        while (true)
        {
            Row<NodeFacts>? known = await facts.NodeAsync(request.ClusterUid, ordinal, cancellation);
            if (known is { Value: { } same } && same.BootId == request.BootId && same.KeyHash != request.KeyHash)
                throw NodeErrors.OtherKey;
            if (known is not null && known.Value.FormerBootId == request.BootId)
                throw NodeErrors.OldEpoch;

            NodeFacts node = Registered(known?.Value, request, settings.Value, ordinal);
            NodeToken token = NodeToken.Issue(request.ClusterUid, ordinal, node.Epoch);
            node = node with { TokenHash = token.Hash };
            EntityWrite write = known is null
                ? RowStoreExtensions.Insert(FactKeys.Node(ordinal), node)
                : RowStoreExtensions.Replace(known with { Value = node });
            if (!await facts.TryCommitAsync(request.ClusterUid, [write], cancellation))
                continue;

            if (known is not null && known.Value.Epoch > 0 && known.Value.Epoch != node.Epoch)
                await RingHolderAsync(request.ClusterUid, ordinal, cancellation);
            return new RegisterResponse
            {
                NodeId = node.NodeId,
                Token = token.Text,
                Epoch = node.Epoch,
                Setup = await SetupAsync(settings.Value, cancellation),
            };
        }
    }

    private NodeFacts Registered(NodeFacts? known, RegisterRequest request, ClusterSettings cluster, int ordinal)
    {
        DateTimeOffset now = clock.GetUtcNow();
        NodeFacts node = known ?? new NodeFacts { Ordinal = ordinal, KnownSince = now, NodeId = NodeIds.Make(cluster, ordinal, now) };
        NodeFacts booted = node.BootId == request.BootId ? node : node with
        {
            BootId = request.BootId,
            FormerBootId = node.BootId,
            KeyHash = request.KeyHash,
            Epoch = node.Epoch + 1,
            Status = NodeStatus.Preparing,
            Problem = null,
            IdleSince = null,
            EvictionNoticed = false,
            Reports = [],
        };
        return booted with { Address = request.Address, LastHeard = now };
    }

    /// <summary>A job whose node was rebooted under it finds that out now, not at its next look.</summary>
    private async Task RingHolderAsync(string clusterUid, int ordinal, CancellationToken cancellation)
    {
        foreach (Row<JobFacts> job in await facts.RunningAsync(clusterUid, cancellation))
        {
            if (job.Value.Nodes.Any(node => node.Ordinal == ordinal))
                await bells.RingJobAsync(job.Value, cancellation);
        }
    }

    private async Task<NodeSetupLaunch> SetupAsync(ClusterSettings settings, CancellationToken cancellation)
    {
        Row<ClusterRow>? cluster = await store.FindAsync<ClusterRow>(
            Tables.Resources,
            ResourceKeys.Partition(settings.Id.Workspace),
            ResourceKeys.Cluster(settings.Id),
            cancellation);
        return new NodeSetupLaunch
        {
            ClusterName = settings.Id.Name,
            NodeSetup = cluster?.Value.Properties.NodeSetup,
            Secrets = await secrets.LoadAsync(settings.Uid, cancellation),
            FileServers = await FileServerAddresses.OfAsync(store, cluster?.Value.Properties.NodeSetup?.MountVolumes, cancellation),
        };
    }
}
