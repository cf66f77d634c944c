namespace BatchAi.Scheduling;

/// <summary>
/// Which gangs start now (EASY backfill): in order of the queue, and past the first that cannot start only those that
/// do not delay it.
/// </summary>
internal sealed class Placement
{
    private readonly List<Reservation> _reservations = [];
    private readonly List<WaitingJob> _left = [];

    public Placement(ClusterSnapshot seen, DateTimeOffset now, Supply supply)
    {
        HashSet<string> holding = [.. seen.Holding.Select(job => job.Uid)];
        int spare = 0;
        Ends = supply.Ends.Copy();
        Free = supply.Now.Count;

        foreach (WaitingJob job in seen.Waiting.Take(SchedulingLimits.QueueWindow).Where(job => !holding.Contains(job.Uid)))
        {
            if (job.NodeCount > supply.Total)
            {
                Impossible.Add(job);
                continue;
            }

            DateTimeOffset end = now.Plus(job.MaxWallClockTime);
            bool outlastsHeadStart = Head is not null && end > HeadStart;
            if (job.NodeCount <= Free && (!outlastsHeadStart || job.NodeCount <= spare))
            {
                Place(job, end, supply);
                spare -= outlastsHeadStart ? job.NodeCount : 0;
                continue;
            }

            _left.Add(job);
            if (Head is null)
            {
                Head = job;
                (HeadStart, spare) = Expected(supply).StartOf(job.NodeCount, Free);
            }
        }
    }

    /// <summary>Gangs to commit.</summary>
    public IReadOnlyList<Reservation> Reservations => _reservations;

    /// <summary>Jobs of the window that stay in the queue and can start one day; the first is the head.</summary>
    public IReadOnlyList<WaitingJob> Left => _left;

    /// <summary>Jobs of the window that need more nodes than the cluster can have; they hold up nobody.</summary>
    public List<WaitingJob> Impossible { get; } = [];

    /// <summary>The first job that cannot start now; no other may delay it.</summary>
    public WaitingJob? Head { get; private set; }

    /// <summary>When the head starts by the estimates.</summary>
    public DateTimeOffset HeadStart { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Ready nodes that stay free.</summary>
    public int Free { get; private set; }

    /// <summary>What running jobs give back, those just placed among them.</summary>
    public Forecast Ends { get; }

    private void Place(WaitingJob job, DateTimeOffset end, Supply supply)
    {
        _reservations.Add(new Reservation(job.Uid, [.. supply.Now.Skip(supply.Now.Count - Free).Take(job.NodeCount)]));
        Free -= job.NodeCount;
        Ends.Add(end, job.NodeCount);
    }

    private Forecast Expected(Supply supply)
    {
        Forecast expected = Ends.Copy();
        expected.Add(supply.SoonAt, supply.Soon);
        expected.Add(supply.ComingAt, supply.Coming);
        expected.Add(supply.GrowAt, supply.GrowEver);
        return expected;
    }
}
