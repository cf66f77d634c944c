namespace BatchAi.Scheduling;

/// <summary>The nodes that jobs can have, by when.</summary>
/// <remarks>
/// Estimates are the earliest that can be: a node being prepared is expected in an instant, one still to be asked for an instant later (or when the back-off ends).
/// So no job ever fits in before them, and the head of the queue cannot lose by an estimate that was too long.
/// </remarks>
internal sealed class Supply
{
    public Supply(ClusterSnapshot seen, DateTimeOffset now, NodeInventory nodes, Surplus surplus, IReadOnlyList<Eviction> evictions)
    {
        HashSet<int> doomed = [.. surplus.Doomed];
        HashSet<string> evicted = [.. evictions.Select(eviction => eviction.JobUid)];
        CapacitySnapshot capacity = seen.Capacity;

        SoonAt = now.Plus(TimeSpan.FromTicks(1));
        Now = [.. nodes.Free.Select(node => node.Ordinal).Where(ordinal => !doomed.Contains(ordinal))];

        Soon = nodes.Unready.Count(node => !doomed.Contains(node.Ordinal)) + nodes.Coming - surplus.DoomedToCome;
        foreach (HoldingJob job in seen.Holding)
        {
            if (job.Stopping || evicted.Contains(job.Uid))
                Soon += nodes.Returning(job);
            else
                Ends.Add(job.EstimatedEnd.NotBefore(GrowAtBest(now)), nodes.Returning(job));
        }

        int droppedSoon = Math.Min(Soon, surplus.FromJobs);
        Soon -= droppedSoon;
        Ends.DropFirst(surplus.FromJobs - droppedSoon);

        int stay = nodes.Held.Count(node => !node.EvictionNoticed) + nodes.Unusable.Count + nodes.Free.Count + nodes.Unready.Count;
        int room = Math.Max(0, seen.Scale.Maximum - nodes.Size + nodes.LostNow.Count);
        int roomEver = Math.Max(0, seen.Scale.Maximum - stay - nodes.Coming);
        int goingAway = nodes.Lost.Count + nodes.Leaving.Count + nodes.Noticed.Count;

        RoomNow = nodes.SetupIsBroken ? 0 : room;
        GrowNow = Math.Min(RoomNow, Math.Max(0, capacity.QuotaNodesLeft ?? int.MaxValue));
        GrowEver = nodes.SetupIsBroken ? 0 : Math.Min(roomEver, (int)Math.Min(int.MaxValue, (long)Math.Max(0, capacity.QuotaNodesLeft ?? int.MaxValue) + goingAway));
        GrowAt = GrowAtBest(now).NotBefore(capacity.BackoffUntil ?? now);
    }

    /// <summary>Ordinals of nodes that can take a job now, lowest first.</summary>
    public IReadOnlyList<int> Now { get; }

    /// <summary>Nodes that come without any more being asked for and without any job ending: preparing, asked for, being cleaned.</summary>
    public int Soon { get; }

    /// <summary>When those are there, at the earliest.</summary>
    public DateTimeOffset SoonAt { get; }

    /// <summary>Nodes that running jobs give back.</summary>
    public Forecast Ends { get; } = new();

    /// <summary>How many nodes the maximum leaves room for.</summary>
    public int RoomNow { get; }

    /// <summary>How many nodes could be asked for now: room, as far as the quota goes.</summary>
    public int GrowNow { get; }

    /// <summary>How many nodes could be asked for once those that are going are gone.</summary>
    public int GrowEver { get; }

    /// <summary>When nodes asked for now are there, at the earliest.</summary>
    public DateTimeOffset GrowAt { get; }

    /// <summary>All nodes that jobs can have one day, as far as can be seen.</summary>
    public int Total => Now.Count + Soon + Ends.Total + GrowEver;

    private static DateTimeOffset GrowAtBest(DateTimeOffset now) => now.Plus(TimeSpan.FromTicks(2));
}
