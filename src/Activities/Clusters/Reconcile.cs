using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Reads the facts of a cluster, decides, commits, and sees to it that every attempt has an orchestration that knows of
/// it. A second run finds its decision made and makes the next one, usually none; two at once race for the control
/// row's ETag and one of them decides again.
/// </summary>
/// <remarks>
/// What follows from the commit and is cheap is done here and not in activities of its own: it is derived from the
/// facts, so a second run does what the first left out, and an activity costs the durable engine about ten storage
/// transactions and a tenth of a second.
/// </remarks>
public sealed class Reconcile(
    FactStore facts,
    AttendJobs attend,
    CheckRest checkRest,
    ControlPlane controlPlane,
    ClusterTiming timing,
    TimeProvider clock) : IActivity<ClusterTurn, ClusterStep>
{
    public async Task<ClusterStep> RunAsync(ClusterTurn turn, CancellationToken cancellation)
    {
        await facts.AnswerBellAsync(turn.ClusterUid, FactKeys.ClusterBell, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        if (await facts.LoadAsync(turn.ClusterUid, cancellation) is not { } seen)
            return ClusterStep.End;
        if (TakeOver(seen.Control.Value, turn) is not { } control)
        {
            // An earlier run of this very turn may have put the cluster to rest and died before it looked once more.
            if (seen.Control.Value is { Awake: false } resting && resting.Generation == turn.Generation)
                await checkRest.RunAsync(turn, cancellation);
            return ClusterStep.End;
        }

        ClusterFacts owned = seen with { Control = seen.Control with { Value = control } };
        DateTimeOffset healthySince = await controlPlane.HealthySinceAsync(cancellation);
        ClusterPlan plan = ClusterPlan.Make(owned, turn, now, healthySince, timing);
        IReadOnlyList<Row<NodeTime>> open = await facts.OpenTimesAsync(turn.ClusterUid, cancellation);
        List<NodeTimeChange> times = [.. NodeTimes.Changes(owned, plan, open, now, healthySince, timing)];
        if (times.Count > plan.RoomForTimes)
        {
            times.RemoveRange(plan.RoomForTimes, times.Count - plan.RoomForTimes);
            plan = plan with { Rests = false, Again = true };
        }

        if (!await TryCommitAsync(seen, plan, times, turn, now, cancellation))
            return new ClusterStep(Ended: false, Fleet: null, Deadline: null, Again: true);

        await attend.RunAsync(ToAttend(seen, plan, turn, now), cancellation);
        if (plan.Rests)
            await checkRest.RunAsync(turn, cancellation);
        return new ClusterStep(plan.Rests, plan.Fleet, plan.Deadline, plan.Again);
    }

    /// <summary>Null when this generation may not decide: another one is awake, or this one went to rest already.</summary>
    private static ClusterControl? TakeOver(ClusterControl control, ClusterTurn turn) => control switch
    {
        { Awake: true } when control.Generation == turn.Generation => control,
        { Awake: false } when control.Generation == turn.Generation - 1 => control with { Awake = true, Generation = turn.Generation },
        _ => null,
    };

    private async Task<bool> TryCommitAsync(
        ClusterFacts seen,
        ClusterPlan plan,
        List<NodeTimeChange> times,
        ClusterTurn turn,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        ClusterControl control = plan.Control with { Awake = !plan.Rests };
        if (plan.Changes.Count == 0 && times.Count == 0 && RowJson.Write(control) == RowJson.Write(seen.Control.Value))
            return true;

        long fence = control.Fence + 1;
        List<EntityWrite> writes = [RowStoreExtensions.Replace(seen.Control with { Value = control with { Fence = fence } })];
        if (plan.Why is { } why)
            writes.Add(RowStoreExtensions.Insert(FactKeys.Journal(fence), new JournalRow(now, turn.Generation, why)));
        writes.AddRange(plan.Changes.SelectMany(change => change.Writes));
        writes.AddRange(times.SelectMany(change => change.Writes));
        return await facts.TryCommitAsync(turn.ClusterUid, writes, cancellation);
    }

    /// <summary>
    /// A new generation looks after every attempt: the orchestrations of the old one's time may be gone. Later turns
    /// look after those that have none yet, and those that are told to stop and have not.
    /// </summary>
    private static IEnumerable<JobTurn> ToAttend(ClusterFacts seen, ClusterPlan plan, ClusterTurn turn, DateTimeOffset now)
    {
        IEnumerable<JobFacts> changed = plan.Changes.Select(change => change.After);
        return changed.Concat(seen.Running.Select(job => job.Value))
            .DistinctBy(job => job.Uid)
            .Where(job =>
                !turn.Continued || job.Phase == JobPhase.Reserved || (job.Stop is not null && JobProgress.IsDue(job, seen.Nodes, now)))
            .Select(job => new JobTurn(job.ClusterUid, job.Uid, job.Fence, job.Revival));
    }
}

/// <summary>What a turn of a cluster's orchestration does after its decision.</summary>
/// <param name="Ended">This generation has nothing more to decide.</param>
/// <param name="Fleet">The one piece of fleet work to do now.</param>
/// <param name="Deadline">When to decide again although nobody rings; null when only a ring, or the watchdog, can change anything.</param>
/// <param name="Again">Something moved during the decision: decide again at once.</param>
public sealed record ClusterStep(bool Ended, FleetWork? Fleet, DateTimeOffset? Deadline, bool Again)
{
    public static ClusterStep End { get; } = new(Ended: true, Fleet: null, Deadline: null, Again: false);
}
