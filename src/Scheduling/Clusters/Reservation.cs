namespace BatchAi.Scheduling;

/// <summary>A gang: a job and the nodes it gets, in rank order; the first is the master.</summary>
public sealed record Reservation(string JobUid, IReadOnlyList<int> Nodes);
