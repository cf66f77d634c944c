namespace BatchAi.Activities;

/// <summary>
/// Reads the facts of a cluster, decides, commits. A second run finds its decision made and makes the next one, usually none; two at once race for the control row's ETag and one of them decides again.
/// </summary>
public sealed class Reconcile(FactStore facts, ControlPlane controlPlane, ClusterTiming timing, TimeProvider clock) : IActivity<ClusterTurn, ClusterStep>
{
    public async Task<ClusterStep> RunAsync(ClusterTurn turn, CancellationToken cancellation)
    {
        await facts.AnswerBellAsync(turn.ClusterUid, FactKeys.ClusterBell, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        if (await facts.LoadAsync(turn.ClusterUid, cancellation) is not { } seen || TakeOver(seen.Control.Value, turn) is not { } control)
            return new ClusterStep(Ended: true, CheckRest: false, [], null, Deadline: null, Again: false);

        ClusterFacts owned = seen with { Control = seen.Control with { Value = control } };
        ClusterPlan plan = ClusterPlan.Make(owned, turn, now, controlPlane.HealthySince, timing);
        IReadOnlyList<Row<NodeTime>> open = await facts.OpenTimesAsync(turn.ClusterUid, cancellation);
        List<NodeTimeChange> times = [.. NodeTimes.Changes(owned, plan, open, now, controlPlane.HealthySince, timing)];
        if (times.Count > plan.RoomForTimes)
        {
            times.RemoveRange(plan.RoomForTimes, times.Count - plan.RoomForTimes);
            plan = plan with { Rests = false, Again = true };
        }

        if (!await TryCommitAsync(seen, plan, times, turn, now, cancellation))
            return new ClusterStep(Ended: false, CheckRest: false, [], null, Deadline: null, Again: true);

        return new ClusterStep(plan.Rests, plan.Rests, Attend(seen, plan, turn), plan.Fleet, plan.Deadline, plan.Again);
    }

    /// <summary>Null when this generation may not decide: another one is awake, or this one went to rest already.</summary>
    private static ClusterControl? TakeOver(ClusterControl control, ClusterTurn turn) => control switch
    {
        { Awake: true } when control.Generation == turn.Generation => control,
        { Awake: false } when control.Generation == turn.Generation - 1 => control with { Awake = true, Generation = turn.Generation },
        _ => null,
    };

    private async Task<bool> TryCommitAsync(ClusterFacts seen, ClusterPlan plan, List<NodeTimeChange> times, ClusterTurn turn, DateTimeOffset now, CancellationToken cancellation)
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

    /// <summary>A new generation looks after every attempt: the orchestrations of the old one's time may be gone. Later turns attend to what they changed.</summary>
    private static IReadOnlyList<JobTurn> Attend(ClusterFacts seen, ClusterPlan plan, ClusterTurn turn)
    {
        IEnumerable<JobFacts> changed = plan.Changes.Select(change => change.After);
        IEnumerable<JobFacts> waitingForStart = seen.Running.Select(job => job.Value).Where(job => !turn.Continued || job.Phase == Model.JobPhase.Reserved);
        return [.. changed.Concat(waitingForStart).DistinctBy(job => job.Uid).Select(job => new JobTurn(job.ClusterUid, job.Uid, job.Fence, job.Revival))];
    }
}
