namespace BatchAi.Simulation;

/// <summary>What is to be done when, of two things at the same time the one that was entered first. Not thread-safe.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<(Appointment Appointment, long Version), (long Ticks, long Order)> _entries = new();
    private long _order;

    /// <summary>When the next thing is to be done; null when there is nothing.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (_entries.TryPeek(out (Appointment Appointment, long Version) next, out (long Ticks, long Order) due))
            {
                if (next.Appointment.Version == next.Version)
                    return new DateTimeOffset(due.Ticks, TimeSpan.Zero);
                _entries.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Something that is done once, at a time.</summary>
    public void Enter(DateTimeOffset due, Func<Task> act) => new Appointment(this, act).MoveTo(due);

    /// <summary>The next thing that is due by now, which is then off the agenda; null when nothing is.</summary>
    public Func<Task>? TakeDue(DateTimeOffset now)
    {
        if (NextDue is not { } due || due > now)
            return null;

        Appointment appointment = _entries.Dequeue().Appointment;
        appointment.Cancel();
        return appointment.Act;
    }

    /// <summary>Something that is done again and again, each time at a time that is set anew.</summary>
    internal sealed class Appointment(Agenda agenda, Func<Task> act)
    {
        public Func<Task> Act => act;

        /// <summary>When it is to be done; null while that is not known.</summary>
        public DateTimeOffset? Due { get; private set; }

        /// <summary>Each change gives another one, so that entries of before are passed over.</summary>
        public long Version { get; private set; }

        public void MoveTo(DateTimeOffset due)
        {
            (Version, Due) = (Version + 1, due);
            agenda._entries.Enqueue((this, Version), (due.UtcTicks, agenda._order++));
        }

        public void Cancel() => (Version, Due) = (Version + 1, null);
    }
}
