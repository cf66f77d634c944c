namespace BatchAi.Activities;

/// <summary>A bell that was rung and not yet heard; while it is there, nobody rings again.</summary>
public sealed record BellRow(DateTimeOffset RungAt);
