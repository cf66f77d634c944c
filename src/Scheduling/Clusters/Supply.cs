namespace BatchAi.Scheduling;

/// <summary>The nodes that jobs can have, by when.</summary>
/// <remarks>
/// Estimates are the earliest that can be: a node that exists and is being prepared or cleaned is expected in an
/// instant, one that does not exist yet an instant later (one that a back-off forbids to ask for, when that ends). So
/// no job ever fits in before them, and the head of the queue cannot lose by an estimate that was too long; and a node
/// that exists counts for more than one that the cloud may yet fail to deliver.
/// </remarks>
internal sealed class Supply
{
    private readonly int _roomEver;

    public Supply(ClusterSnapshot seen, DateTimeOffset now, NodeInventory nodes, Surplus surplus, IReadOnlyList<Eviction> evictions)
    {
        HashSet<int> doomed = [.. surplus.Doomed];
        HashSet<string> evicted = [.. evictions.Select(eviction => eviction.JobUid)];
        CapacitySnapshot capacity = seen.Capacity;

        SoonAt = now.Plus(TimeSpan.FromTicks(1));
        ComingAt = now.Plus(TimeSpan.FromTicks(2));
        Now = [.. nodes.Free.Select(node => node.Ordinal).Where(ordinal => !doomed.Contains(ordinal))];

        Soon = nodes.Unready.Count(node => !doomed.Contains(node.Ordinal));
        Coming = nodes.Coming - surplus.DoomedToCome;
        foreach (HoldingJob job in seen.Holding)
        {
            if (job.Stopping || evicted.Contains(job.Uid))
                Soon += nodes.Returning(job);
            else
                Ends.Add(job.EstimatedEnd.NotBefore(ComingAt), nodes.Returning(job));
        }

        int droppedSoon = Math.Min(Soon, surplus.FromJobs);
        Soon -= droppedSoon;
        Ends.DropFirst(surplus.FromJobs - droppedSoon);

        int stay =
            nodes.Held.Count(node => !node.EvictionNoticed)
            + nodes.Unusable.Concat(nodes.Free).Concat(nodes.Unready).Count(node => !doomed.Contains(node.Ordinal));
        int goingAway =
            nodes.Lost.Count + nodes.Leaving.Count + nodes.Noticed.Count(node => !doomed.Contains(node.Ordinal)) + doomed.Count;
        int quota = Math.Clamp(capacity.QuotaNodesLeft ?? int.MaxValue, 0, int.MaxValue - goingAway);
        if (!nodes.SetupIsBroken)
        {
            RoomNow = Math.Max(0, seen.Scale.Maximum - nodes.Size + nodes.LostNow.Count);
            _roomEver = Math.Max(0, seen.Scale.Maximum - stay - Coming);
        }

        GrowNow = Math.Min(RoomNow, quota);
        GrowEver = Math.Min(_roomEver, quota + goingAway);
        GrowAt = ComingAt.NotBefore(capacity.BackoffUntil ?? now);
    }

    /// <summary>Ordinals of nodes that can take a job now, lowest first.</summary>
    public IReadOnlyList<int> Now { get; }

    /// <summary>Nodes that exist and come without any job ending: preparing or being cleaned.</summary>
    public int Soon { get; }

    /// <summary>When those are there, at the earliest.</summary>
    public DateTimeOffset SoonAt { get; }

    /// <summary>Nodes asked for that are not listed yet.</summary>
    public int Coming { get; }

    /// <summary>When those are there, at the earliest.</summary>
    public DateTimeOffset ComingAt { get; }

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
    public int Total => Now.Count + Soon + Coming + Ends.Total + GrowEver;

    /// <summary>The same, were it not for the quota.</summary>
    public int TotalWithoutQuota => Total - GrowEver + _roomEver;

}
