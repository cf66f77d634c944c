namespace BatchAi.Embedded;

/// <summary>What one turn changes of one instance.</summary>
/// <param name="Row">Replaces the row of that id, or is new.</param>
/// <param name="Turn">Number of the turn in its run, from 0.</param>
/// <param name="Events">Events of the turn as JSON; null when there are none to keep.</param>
/// <param name="EmptiesHistory">The run is over: what was kept of it is removed.</param>
internal sealed record InstanceChange(InstanceRow Row, int Turn, string? Events, bool EmptiesHistory);
