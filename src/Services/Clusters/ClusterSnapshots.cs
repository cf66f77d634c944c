using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Turns the facts of a cluster into what the scheduler looks at.</summary>
public static class ClusterSnapshots
{
    /// <param name="facts">As read.</param>
    /// <param name="control">As it stands within this decision.</param>
    /// <param name="heardSince">
    /// Silence is counted from here at the earliest: nobody could be heard while the control plane was down.
    /// </param>
    public static ClusterSnapshot Make(
        ClusterFacts facts,
        ClusterControl control,
        DateTimeOffset now,
        DateTimeOffset heardSince,
        ClusterTiming timing)
    {
        Dictionary<int, JobFacts> holders = Holders(facts);
        return new ClusterSnapshot
        {
            Scale = Scale(facts.Settings.Value.Scale, control.InitialReached, timing),
            Nodes =
            [
                .. facts.Nodes.Select(node =>
                    Node(node.Value, holders.GetValueOrDefault(node.Value.Ordinal), control, now, heardSince, timing)),
            ],
            Holding = [.. facts.Running.Where(job => job.Value.Nodes.Count > 0).Select(job => Holding(job.Value))],
            Waiting = [.. facts.Waiting.Where(job => job.Value.Stop is null).Select(job => Waiting(job.Value))],
            WaitingBeyondWindow = facts.MoreWaiting ? null : 0,
            Capacity = new CapacitySnapshot
            {
                AskedSize = control.ObservedAt is null && control.InFlight is null ? null : control.AskedSize,
                InFlight = control.InFlight is not null,
                BackoffUntil = Later(control.BackoffUntil, control.NoShows?.Until),
                Refusal = Refusal(control, now),
                QuotaNodesLeft = Fresh(control.Quota, now, timing)?.NodesLeft,
                QuotaText = Fresh(control.Quota, now, timing)?.Text,
            },
            Deleting = facts.Settings.Value.DeleteRequested,
        };
    }

    /// <summary>Which job holds which node.</summary>
    public static Dictionary<int, JobFacts> Holders(ClusterFacts facts)
    {
        Dictionary<int, JobFacts> holders = [];
        foreach (Row<JobFacts> job in facts.Running)
        {
            foreach (GangNode node in job.Value.Nodes)
                holders[node.Ordinal] = job.Value;
        }

        return holders;
    }

    /// <summary>The quota reading while it is good; null afterwards.</summary>
    public static FleetQuota? Fresh(FleetQuota? quota, DateTimeOffset now, ClusterTiming timing) =>
        quota is not null && quota.ReadAt + timing.QuotaFresh > now ? quota : null;

    private static ScaleTarget Scale(ScaleSettings scale, bool initialReached, ClusterTiming timing) =>
        scale switch
        {
            { AutoScale: { } auto } => new ScaleTarget(
                Automatic: true,
                Math.Max(auto.MinimumNodeCount ?? 0, initialReached ? 0 : auto.InitialNodeCount ?? 0),
                auto.MaximumNodeCount ?? 0,
                auto.IdleTimeBeforeScaleDown ?? timing.IdleWait,
                DeallocationOption.Requeue),
            { Manual: { } manual } => new ScaleTarget(
                Automatic: false,
                manual.TargetNodeCount ?? 0,
                manual.TargetNodeCount ?? 0,
                timing.IdleWait,
                manual.NodeDeallocationOption ?? DeallocationOption.Requeue),
            _ => new ScaleTarget(Automatic: false, 0, 0, timing.IdleWait, DeallocationOption.Requeue),
        };

    /// <summary>While it, and not machines that never registered, is why nothing is asked for.</summary>
    private static CloudRefusal? Refusal(ClusterControl control, DateTimeOffset now) => control switch
    {
        { Problem: { } problem, BackoffUntil: { } until } when now < until && !(control.NoShows?.Until > until) => new CloudRefusal(
            problem.Refusal switch
            {
                FleetRefusal.Quota => WaitingCode.QuotaExhausted,
                FleetRefusal.Capacity => WaitingCode.CapacityBackoff,
                _ => WaitingCode.CloudRefused,
            },
            problem.Summary),
        _ => null,
    };

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    private static HoldingJob Holding(JobFacts job) =>
        new(
            job.Uid,
            [.. job.Nodes.Select(node => node.Ordinal)],
            job.Stop is not null || job.Result is not null || job.Phase >= JobPhase.Stop,
            End(job));

    private static DateTimeOffset End(JobFacts job)
    {
        DateTimeOffset start = job.StartedAt ?? job.ChangedAt;
        return DateTimeOffset.MaxValue - start > job.MaxWallClockTime ? start + job.MaxWallClockTime : DateTimeOffset.MaxValue;
    }

    private static WaitingJob Waiting(JobFacts job) => new(job.Uid, job.NodeCount, job.Priority, job.MaxWallClockTime);

    private static NodeSnapshot Node(
        NodeFacts node,
        JobFacts? holder,
        ClusterControl control,
        DateTimeOffset now,
        DateTimeOffset heardSince,
        ClusterTiming timing) =>
        new()
        {
            Ordinal = node.Ordinal,
            Condition = Condition(node, holder, control, now, heardSince, timing),
            KnownSince = node.KnownSince,
            LastHeard = node.LastHeard,
            IdleSince = holder is null ? node.IdleSince : null,
            EvictionNoticed = node.EvictionNoticed,
            HasMissedCalls = holder is not null && Silence(node, now, heardSince) > timing.Missed,
        };

    private static TimeSpan Silence(NodeFacts node, DateTimeOffset now, DateTimeOffset heardSince)
    {
        DateTimeOffset heard = node.LastHeard ?? node.KnownSince;
        return now - (heard > heardSince ? heard : heardSince);
    }

    private static NodeCondition Condition(
        NodeFacts node,
        JobFacts? holder,
        ClusterControl control,
        DateTimeOffset now,
        DateTimeOffset heardSince,
        ClusterTiming timing)
    {
        TimeSpan silent = Silence(node, now, heardSince);
        return node.Status switch
        {
            _ when control.Leaving.Contains(node.Ordinal) => NodeCondition.Leaving,
            _ when silent > timing.Lost => NodeCondition.Lost,
            NodeStatus.Unusable when node.Problem?.Code == AgentProtocol.FilesNotRemoved => NodeCondition.WornOut,
            NodeStatus.Unusable => NodeCondition.Unusable,
            null or NodeStatus.Preparing => NodeCondition.Preparing,
            _ when silent > timing.Suspect || node.Reports.Any(report => IsLeftOver(report, holder)) => NodeCondition.Unclear,
            _ => NodeCondition.Ready,
        };
    }

    private static bool IsLeftOver(JobReport report, JobFacts? holder) =>
        report.Step != JobStep.Clean && (report.JobUid != holder?.Uid || report.Fence != holder.Fence);
}
