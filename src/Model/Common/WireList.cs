namespace BatchAi.Model;

/// <summary>One page of a list; <see cref="NextLink"/> is absolute and absent on the last page.</summary>
public sealed record WireList<TItem>(IReadOnlyList<TItem> Value, string? NextLink);
