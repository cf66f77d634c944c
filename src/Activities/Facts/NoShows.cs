namespace BatchAi.Activities;

/// <summary>Machines that were given and never registered; forgotten once one that came later does.</summary>
/// <param name="InARow">Rounds of them without a node that registered in between; sets the length of the wait.</param>
/// <param name="Nodes">How many the last round had.</param>
/// <param name="At">When they were given up.</param>
/// <param name="Until">No machine is asked for before.</param>
public sealed record NoShows(int InARow, int Nodes, DateTimeOffset At, DateTimeOffset Until);
