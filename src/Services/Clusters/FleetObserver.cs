using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Reads a scale set and brings the node rows in line with the instances that exist.</summary>
public sealed class FleetObserver(FactStore facts, IFleet fleet, TimeProvider clock)
{
    /// <summary>Throws when a reading fails: unknown is not zero.</summary>
    public async Task<FleetObservation?> ObserveAsync(string clusterUid, CancellationToken cancellation)
    {
        if (await facts.SettingsAsync(clusterUid, cancellation) is not { Value: var settings })
            return null;

        DateTimeOffset begun = clock.GetUtcNow();
        string scaleSet = ScaleSetSpecs.NameOf(clusterUid);
        ScaleSetState? state = await fleet.FindAsync(scaleSet, cancellation);
        IReadOnlyList<FleetInstance> instances = state is null ? [] : await fleet.ListAsync(scaleSet, cancellation);
        await AlignAsync(settings, instances, begun, cancellation);
        return new FleetObservation(state?.Capacity, instances.Count, await QuotaAsync(settings, cancellation));
    }

    private async Task<FleetQuota> QuotaAsync(ClusterSettings settings, CancellationToken cancellation)
    {
        QuotaReading quota = await fleet.ReadQuotaAsync(settings.Location, settings.VmSize, settings.LowPriority, cancellation);
        return new FleetQuota(quota.NodesLeft, $"{quota.Name}: {quota.Used} of {quota.Limit}", quota.ReadAt);
    }

    private async Task AlignAsync(
        ClusterSettings cluster,
        IReadOnlyList<FleetInstance> instances,
        DateTimeOffset begun,
        CancellationToken cancellation)
    {
        IReadOnlyList<Row<NodeFacts>> known = await facts.NodesAsync(cluster.Uid, cancellation);
        HashSet<int> listed =
        [
            .. instances.Select(instance => int.Parse(instance.InstanceId, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        HashSet<int> rows = [.. known.Select(node => node.Value.Ordinal)];

        // A node that became known after the listing began may be missing from it and exist.
        IEnumerable<EntityWrite> gone = known
            .Where(node => !listed.Contains(node.Value.Ordinal) && node.Value.KnownSince < begun)
            .Select(RowStoreExtensions.Delete);
        IEnumerable<EntityWrite> found = listed
            .Where(ordinal => !rows.Contains(ordinal))
            .Order()
            .Select(ordinal =>
                RowStoreExtensions.Insert(
                    FactKeys.Node(ordinal),
                    new NodeFacts
                    {
                        Ordinal = ordinal,
                        KnownSince = begun,
                        NodeId = NodeIds.Make(cluster, ordinal, begun),
                    }
                ));

        foreach (EntityWrite[] slice in gone.Concat(found).Chunk(StoreLimits.MaxWrites))
        {
            if (await facts.TryCommitAsync(cluster.Uid, slice, cancellation))
                continue;

            // A node's own call came in between: one by one, the row that moved is left to the next reading.
            foreach (EntityWrite write in slice)
                await facts.TryCommitAsync(cluster.Uid, [write], cancellation);
        }
    }
}
