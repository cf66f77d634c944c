namespace BatchAi.Activities;

/// <summary>A part of a list.</summary>
/// <param name="Next">Where the next part begins; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
