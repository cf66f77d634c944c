namespace BatchAi.Activities;

/// <summary>A document as it was read, with what is needed to write it back.</summary>
public sealed record Row<T>(string Key, string ETag, T Value);
