namespace BatchAi.Activities;

/// <summary>An entity as it was read.</summary>
/// <param name="Schema">Version of the document's shape; readers know the older ones.</param>
/// <param name="Document">UTF-8 JSON, at most 512 KiB.</param>
public sealed record StoredEntity(string Row, string ETag, int Schema, ReadOnlyMemory<byte> Document);
