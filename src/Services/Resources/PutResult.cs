namespace BatchAi.Services;

/// <summary>What came of a PUT.</summary>
/// <param name="Created">False when the same resource was there already.</param>
public sealed record PutResult<T>(T Row, bool Created);
