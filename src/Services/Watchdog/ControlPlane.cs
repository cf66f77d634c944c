using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Since when the control plane as a whole has been healthy: silence of a node before that counts for nothing, because nobody could be
/// heard. Health is a stored heartbeat, so it outlives processes and shows outages. Each round of the watchdog beats. A
/// gap between two beats that is longer than <see cref="ClusterTiming.HealthGap"/>, such as a store that was away or a
/// suspended machine, moves the beginning to its end.
/// </summary>
/// <remarks>A reading is good for half a round, so that decisions in close succession share one.</remarks>
public sealed class ControlPlane(ITableStore store, ClusterTiming timing, TimeProvider clock)
{
    private const string Partition = "control-plane";
    private const string HealthKey = "health";

    private Reading? _last;

    /// <summary>
    /// Now, when the watchdog has not come by for too long, or never yet: then nothing can be said about anybody's
    /// silence.
    /// </summary>
    public async ValueTask<DateTimeOffset> HealthySinceAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_last is not { } last || last.At > now || now - last.At > timing.LookAgain / 2)
            _last = last = new Reading(now, (await FindAsync(cancellation))?.Value);
        return last.Health is { } health && IsAlive(health, now) ? health.Since : now;
    }

    /// <summary>For each round of the watchdog; returns what <see cref="HealthySinceAsync"/> says from now on.</summary>
    public async Task<DateTimeOffset> BeatAsync(CancellationToken cancellation)
    {
        while (true)
        {
            DateTimeOffset now = clock.GetUtcNow();
            Row<Health>? row = await FindAsync(cancellation);
            Health health = row is { Value: { } before } && IsAlive(before, now) ? before with { LastBeat = now } : new Health(now, now);
            bool written = row is null
                ? await store.TryInsertAsync(Tables.Active, Partition, HealthKey, health, cancellation)
                : await store.TryReplaceAsync(Tables.Active, Partition, row with { Value = health }, cancellation);
            if (!written)
                continue;

            _last = new Reading(now, health);
            return health.Since;
        }
    }

    private bool IsAlive(Health health, DateTimeOffset now) => now - health.LastBeat <= timing.HealthGap;

    private Task<Row<Health>?> FindAsync(CancellationToken cancellation) =>
        store.FindAsync<Health>(Tables.Active, Partition, HealthKey, cancellation);

    /// <param name="Since">The end of the last gap.</param>
    /// <param name="LastBeat">The last round of the watchdog.</param>
    private sealed record Health(DateTimeOffset Since, DateTimeOffset LastBeat);

    private sealed record Reading(DateTimeOffset At, Health? Health);
}
