namespace BatchAi.Activities;

/// <summary>A bell that was rung and not yet heard; while it is there, nobody rings the same instance again.</summary>
/// <param name="InstanceId">Who was rung: a bell hung late may name one that has ended since.</param>
public sealed record BellRow(DateTimeOffset RungAt, string InstanceId);
