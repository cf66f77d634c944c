using System.Diagnostics.CodeAnalysis;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// A plain timer's work: finds clusters, attempts and removals whose orchestrations are gone, and starts them anew;
/// rings those that have something to do and do not do it, because a ring was lost or because time alone has made it
/// due (a silent node, a wall-clock limit); announces what could not be announced before. It reads the index of active
/// clusters, their facts, the deletions under way and the announcements kept: clusters without nodes and work cost
/// nothing.
/// </summary>
public sealed class Watchdog(
    ITableStore store,
    FactStore facts,
    Bells bells,
    IOrchestrationClient orchestrations,
    Removals removals,
    Announcements announcements,
    ControlPlane controlPlane,
    ClusterTiming timing,
    TimeProvider clock)
{
    private const int Most = 100_000;

    /// <summary>Of one cluster in one round; the rest in later ones.</summary>
    private const int MostBells = 1_000;

    private DateTimeOffset _healthySince;

    /// <exception cref="RoundFailedException">Something could not be looked at; all else was.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Round round = new(cancellation);
        _healthySince = clock.GetUtcNow();
        await round.TryAsync("Heartbeat", async token => _healthySince = await controlPlane.BeatAsync(token));
        await round.TryAsync(
            "Active clusters",
            async token =>
            {
                foreach (Row<ActiveRow> active in await ActiveRow.ListAsync(store, token))
                    await round.TryAsync($"Cluster {active.Key}", _ => LookAtAsync(active, token));
            }
        );
        await round.TryAsync(
            "Deletions",
            async token =>
            {
                foreach (
                    Row<DeletionIntent> deletion in await store.ListAsync<DeletionIntent>(
                        Tables.Intents,
                        DeletionIntent.Partition,
                        "",
                        Most,
                        token))
                    await round.TryAsync($"Removal {deletion.Key}", _ => LookAtAsync(deletion, token));
            }
        );
        await round.TryAsync("Announcements", announcements.AnnounceKeptAsync);
        round.ThrowIfFailed();
    }

    /// <summary>
    /// Rings every cluster that is awake and every attempt, whether its bell hangs or not: a process that was killed
    /// may have taken rings with it, and each would cost a whole look-again time. For the start of a host that serves
    /// alone.
    /// </summary>
    /// <exception cref="RoundFailedException">Some could not be rung; all others were.</exception>
    public async Task RingAllAsync(CancellationToken cancellation)
    {
        Round round = new(cancellation);
        foreach (Row<ActiveRow> active in await ActiveRow.ListAsync(store, cancellation))
            await round.TryAsync($"Ringing cluster {active.Key}", token => RingAllAsync(active.Key, token));
        round.ThrowIfFailed();
    }

    private async Task RingAllAsync(string clusterUid, CancellationToken cancellation)
    {
        if (await facts.ControlAsync(clusterUid, cancellation) is { Value: { Awake: true, Generation: var generation } })
            await orchestrations.RingAsync(
                OrchestrationNames.ClusterInstance(clusterUid, generation),
                OrchestrationNames.Bell,
                cancellation);
        foreach (Row<JobFacts> job in await facts.RunningAsync(clusterUid, cancellation))
            await bells.RaiseAsync(job.Value, cancellation);
    }

    private async Task LookAtAsync(Row<ActiveRow> active, CancellationToken cancellation)
    {
        string clusterUid = active.Key;
        IReadOnlyList<Row<BellRow>> rung = await store.ListAsync<BellRow>(
            Tables.Facts,
            clusterUid,
            FactKeys.JobBellPrefix,
            MostBells,
            cancellation);
        if (await facts.LoadAsync(clusterUid, cancellation) is not { } seen)
        {
            await store.TryDeleteAsync(Tables.Active, ActiveRow.Partition, active, cancellation);
            return;
        }

        await TakeDownAsync(rung, seen, cancellation);
        foreach (Row<JobFacts> job in seen.Running)
            await LookAtAsync(job, seen, cancellation);

        ClusterControl control = seen.Control.Value;
        int generation = control.Awake ? control.Generation : control.Generation + 1;
        OrchestrationState? state = await orchestrations.GetAsync(OrchestrationNames.ClusterInstance(clusterUid, generation), cancellation);
        if (control.Awake)
            await CheckAwakeAsync(seen, state, cancellation);
        else
            await CheckRestingAsync(seen, active, state, cancellation);
    }

    /// <summary>
    /// Who rang for an attempt just when it ended, or died between its end and the bell, leaves a bell that nobody
    /// answers. They were read before the jobs: one that was rung for a job of now is not among them.
    /// </summary>
    private async Task TakeDownAsync(IReadOnlyList<Row<BellRow>> rung, ClusterFacts seen, CancellationToken cancellation)
    {
        HashSet<string> answered = [.. seen.Running.Select(job => FactKeys.JobBell(job.Value.Uid))];
        foreach (Row<BellRow> bell in rung.Where(bell => !answered.Contains(bell.Key)))
            await store.TryDeleteAsync(Tables.Facts, seen.Settings.Value.Uid, bell, cancellation);
    }

    private async Task CheckAwakeAsync(ClusterFacts seen, OrchestrationState? state, CancellationToken cancellation)
    {
        string uid = seen.Settings.Value.Uid;
        if (!IsGone(state))
        {
            ClusterTurn turn = new(uid, seen.Control.Value.Generation, Continued: true);
            DateTimeOffset now = clock.GetUtcNow();
            ClusterPlan plan = ClusterPlan.Make(seen, turn, now, _healthySince, timing);
            IReadOnlyList<Row<NodeTime>> open = await facts.OpenTimesAsync(uid, cancellation);
            if (!plan.AsksForSomething(seen, NodeTimes.Changes(seen, plan, open, now, _healthySince, timing)))
                return;

            if (!IsStuck(state))
            {
                await orchestrations.RingAsync(
                    OrchestrationNames.ClusterInstance(uid, turn.Generation),
                    OrchestrationNames.Bell,
                    cancellation);
                return;
            }
        }

        // Awake, but nobody decides: put it to rest so that the next generation takes over.
        if (
            await facts.TryCommitAsync(
                uid,
                [RowStoreExtensions.Replace(seen.Control with { Value = seen.Control.Value with { Awake = false } })],
                cancellation))
            await bells.WakeClusterAsync(uid, cancellation);
    }

    private async Task CheckRestingAsync(ClusterFacts seen, Row<ActiveRow> active, OrchestrationState? next, CancellationToken cancellation)
    {
        string uid = seen.Settings.Value.Uid;
        ClusterTurn turn = new(uid, seen.Control.Value.Generation);
        if (ClusterPlan.Make(seen, turn, clock.GetUtcNow(), _healthySince, timing).Rests)
        {
            if (seen.Nodes.Count == 0)
                await store.TryDeleteAsync(Tables.Active, ActiveRow.Partition, active, cancellation);
            return;
        }

        // The generation that should have taken over may have died before its first act: its id is used up, so skip it.
        if (next is not null && (IsGone(next) || IsStuck(next)))
            await facts.TryCommitAsync(
                uid,
                [
                    RowStoreExtensions.Replace(
                        seen.Control with
                        {
                            Value = seen.Control.Value with { Generation = seen.Control.Value.Generation + 1 },
                        }
                    ),
                ],
                cancellation);
        await bells.WakeClusterAsync(uid, cancellation);
    }

    private async Task LookAtAsync(Row<JobFacts> job, ClusterFacts seen, CancellationToken cancellation)
    {
        JobFacts row = job.Value;
        OrchestrationState? state = await orchestrations.GetAsync(
            OrchestrationNames.JobInstance(row.Uid, row.Fence, row.Revival),
            cancellation);
        if (!IsGone(state))
        {
            if (!JobProgress.IsDue(row, seen.Nodes, clock.GetUtcNow()))
                return;

            if (!IsStuck(state))
            {
                await bells.RaiseAsync(row, cancellation);
                return;
            }
        }

        JobFacts revived = state is null ? row : row with { Revival = row.Revival + 1 };
        if (
            state is null
            || await facts.TryCommitAsync(row.ClusterUid, [RowStoreExtensions.Replace(job with { Value = revived })], cancellation))
        {
            await orchestrations.StartAsync(
                OrchestrationNames.Job,
                OrchestrationNames.JobInstance(row.Uid, row.Fence, revived.Revival),
                new JobTurn(row.ClusterUid, row.Uid, row.Fence, revived.Revival),
                cancellation);
        }
    }

    private async Task LookAtAsync(Row<DeletionIntent> deletion, CancellationToken cancellation)
    {
        OrchestrationState? state = await orchestrations.GetAsync(
            OrchestrationNames.DeletionInstance(deletion.Value.Uid, deletion.Value.Revival),
            cancellation);
        if (!IsGone(state) && !IsStuck(state))
            return;

        DeletionIntent revived = state is null ? deletion.Value : deletion.Value with { Revival = deletion.Value.Revival + 1 };
        if (
            state is null
            || await store.TryReplaceAsync(Tables.Intents, DeletionIntent.Partition, deletion with { Value = revived }, cancellation))
            await removals.StartAsync(revived, cancellation);
    }

    /// <summary>Not there, or ended.</summary>
    private static bool IsGone([NotNullWhen(false)] OrchestrationState? state) =>
        state is not { Status: OrchestrationStatus.Pending or OrchestrationStatus.Running };

    /// <summary>Nothing has moved for several rounds. For an orchestration that has something to do: it was rung in each of them.</summary>
    private bool IsStuck(OrchestrationState state)
    {
        DateTimeOffset before = clock.GetUtcNow() - (timing.LookAgain * 5);
        return state.UpdatedAt < before && _healthySince < before;
    }
}
