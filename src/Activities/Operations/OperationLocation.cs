namespace BatchAi.Activities;

/// <summary>A location that has operations.</summary>
public sealed record OperationLocation(string Name);
