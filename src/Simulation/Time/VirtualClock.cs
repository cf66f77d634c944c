using System.Buffers.Binary;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>
/// A clock that only its owner moves, with timers that fire when it passes them. It also makes the ids, from a seed: what is decided and
/// written in a simulated run follows from the seed alone. Safe under parallel readers; one caller moves it.
/// </summary>
public sealed class VirtualClock(DateTimeOffset begin, int seed = 1) : TimeProvider, IIdSource
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Ticks, long Order)> _timers = new();
#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private readonly Random _chance = new(seed);
    private long _ticks = begin.UtcTicks;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>When the next timer fires; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return NextTicks() is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        }
    }

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <inheritdoc cref="AdvanceTo"/>
    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    /// <summary>Moves on, and lets every timer on the way fire at its time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time lies in the past.</exception>
    public void AdvanceTo(DateTimeOffset time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, GetUtcNow());
        while (TakeDue(time.UtcTicks) is { } timer)
            timer.Fire();
        Volatile.Write(ref _ticks, time.UtcTicks);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        VirtualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _chance.NextBytes(bytes);

        // RFC 9562: 48 bits of Unix time in milliseconds, then version and variant; all other bits are random.
        Span<byte> milliseconds = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, GetUtcNow().ToUnixTimeMilliseconds());
        milliseconds[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
#pragma warning restore CA5394

    private void Schedule(VirtualTimer timer, long version, TimeSpan wait)
    {
        lock (_gate)
            _timers.Enqueue((timer, version), (_ticks + wait.Ticks, _order++));
    }

    /// <summary>The next timer that fires by then, the clock set to its time; null when there is none.</summary>
    private VirtualTimer? TakeDue(long until)
    {
        lock (_gate)
        {
            if (NextTicks() is not { } ticks || ticks > until)
                return null;

            Volatile.Write(ref _ticks, Math.Max(ticks, _ticks));
            return _timers.Dequeue().Timer;
        }
    }

    private long? NextTicks()
    {
        while (_timers.TryPeek(out (VirtualTimer Timer, long Version) next, out (long Ticks, long Order) due))
        {
            if (next.Timer.Version == next.Version)
                return due.Ticks;
            _timers.Dequeue();
        }

        return null;
    }

    /// <summary>Each change of a timer gives it another version, so that what was scheduled before is passed over.</summary>
    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private long _version;

        public long Version => Interlocked.Read(ref _version);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            long version = Interlocked.Increment(ref _version);
            _period = period;
            if (dueTime == TimeSpan.Zero)
                Fire();
            else if (dueTime != Timeout.InfiniteTimeSpan)
                clock.Schedule(this, version, dueTime);
            return true;
        }

        public void Fire()
        {
            long version = Interlocked.Increment(ref _version);
            if (_period > TimeSpan.Zero)
                clock.Schedule(this, version, _period);
            callback(state);
        }

        public void Dispose() => Interlocked.Increment(ref _version);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
