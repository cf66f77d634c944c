namespace BatchAi.Embedded;

/// <summary>An unfinished instance as the store gives it back.</summary>
/// <param name="Events">Of its current run, in order.</param>
/// <param name="Turns">In how many turns they were written.</param>
/// <param name="Length">Characters they take as JSON.</param>
internal sealed record StoredInstance(InstanceRow Row, IReadOnlyList<HistoryEvent> Events, int Turns, long Length);
