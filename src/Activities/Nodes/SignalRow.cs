namespace BatchAi.Activities;

/// <summary>Moves with every change of a cluster's assignments; only that it has moved is of interest.</summary>
public sealed record SignalRow(DateTimeOffset At);
