namespace BatchAi.Scheduling;

/// <summary>
/// The nodes that waiting gangs should be given beyond those free now: whole gangs in order of the queue, as many as
/// fit without waiting for a running job. Past the first that does not fit, only gangs that leave it enough nodes for
/// the time when running jobs have ended.
/// </summary>
internal sealed class Demand
{
    private readonly HashSet<string> _needRaise = [];

    public Demand(Placement placement, Supply supply)
    {
        Pool = placement.Free + supply.Soon + supply.Coming;
        int left = Pool + supply.GrowNow;
        int ready = placement.Free;
        int spare = int.MaxValue;

        foreach (WaitingJob job in placement.Left)
        {
            if (job.NodeCount <= Math.Min(left, spare))
            {
                int has = Math.Min(ready, job.NodeCount);
                Planned.Add(job.Uid, has);
                ready -= has;
                left -= job.NodeCount;
                Nodes += job.NodeCount;
                if (Nodes > Pool)
                    _needRaise.Add(job.Uid);
                if (Blocked is not null)
                    spare -= job.NodeCount;
            }
            else if (Blocked is null)
            {
                Blocked = job;
                Forecast expected = placement.Ends.Copy();
                expected.Add(supply.GrowAt, supply.GrowEver - supply.GrowNow);
                (BlockedStart, spare) = expected.StartOf(job.NodeCount, left);
            }
        }

        Ready = ready;
    }

    /// <summary>Nodes free or on their way that jobs can have without any job ending.</summary>
    public int Pool { get; }

    /// <summary>Nodes needed by the planned gangs.</summary>
    public int Nodes { get; }

    /// <summary>Gangs that get nodes without waiting for a running job, with how many ready nodes each already has.</summary>
    public Dictionary<string, int> Planned { get; } = [];

    /// <summary>The first gang that has to wait until running jobs end.</summary>
    public WaitingJob? Blocked { get; }

    /// <summary>When that one starts by the estimates.</summary>
    public DateTimeOffset BlockedStart { get; } = DateTimeOffset.MaxValue;

    /// <summary>Ready nodes that no planned gang needs.</summary>
    public int Ready { get; }

    /// <summary>True when a planned gang needs nodes that were not asked for yet.</summary>
    public bool NeedsRaise(string jobUid) => _needRaise.Contains(jobUid);
}
