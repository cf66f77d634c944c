namespace BatchAi.Services;

/// <summary>How patiently a cluster is looked after.</summary>
public sealed record ClusterTiming
{
    /// <summary>
    /// About how often the watchdog comes by, which is what a lost ring costs. Quiet nodes are looked for in the cloud
    /// no more often; an orchestration that does not move in five times as long is given up.
    /// </summary>
    public TimeSpan LookAgain { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The control plane was down when its watchdog did not come by for longer: two rounds that are late. Shorter than
    /// <see cref="Suspect"/>.
    /// </summary>
    public TimeSpan HealthGap => LookAgain * 2.5;

    /// <summary>Between two looks at a write under way.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a write may go unrecorded before the fleet is read instead.</summary>
    public TimeSpan Unrecorded { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a quota reading is good.</summary>
    public TimeSpan QuotaFresh { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a fleet with nodes is read although nothing happens.</summary>
    public TimeSpan Observe { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a quiet node's row is written.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A node that runs a job and was not heard of for this long is looked for in the cloud, at most each <see cref="LookAgain"/>: half
    /// as long again as <see cref="Heartbeat"/>, within which what it says is not always written.
    /// </summary>
    public TimeSpan Missed => Heartbeat * 1.5;

    /// <summary>A node silent for this long gets no new job.</summary>
    public TimeSpan Suspect { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>A node silent for this long, or that never registered for as long, counts as lost.</summary>
    public TimeSpan Lost { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>First wait after a refusal; doubles up to <see cref="BackoffMax"/>.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The wait after so many failures in a row, from 1 on.</summary>
    public TimeSpan BackoffAfter(int failures)
    {
        TimeSpan wait = Backoff * Math.Pow(2, Math.Min(failures - 1, 20));
        return wait < BackoffMax ? wait : BackoffMax;
    }

    /// <summary>How long an automatic cluster keeps an idle node when the user says nothing.</summary>
    public TimeSpan IdleWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the history of an ended orchestration is kept.</summary>
    public TimeSpan KeepHistory { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long decisions stay in a cluster's journal.</summary>
    public TimeSpan KeepJournal { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long node-time is kept node by node after the day it ended in; then it is added to the totals of its days.
    /// Whoever asks for totals reads all that is not added yet.
    /// </summary>
    public TimeSpan KeepNodeTimes { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long the totals of a day are kept.</summary>
    public TimeSpan KeepDayTotals { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How often a node calls when syncs are not held.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time a sync is held open; zero answers at once.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Only syncs of nodes that are starting or stopping something are held; the others poll.</summary>
    public bool HoldOnlyInTransit { get; init; }
}
