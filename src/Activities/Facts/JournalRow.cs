namespace BatchAi.Activities;

/// <summary>One decision about a cluster, in plain words.</summary>
public sealed record JournalRow(DateTimeOffset At, int Generation, string Text);
