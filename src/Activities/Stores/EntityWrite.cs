namespace BatchAi.Activities;

/// <summary>One write of a transaction.</summary>
public abstract record EntityWrite(string Row)
{
    /// <summary>Adds an entity; a conflict when the row is there.</summary>
    public sealed record Insert(string Row, int Schema, ReadOnlyMemory<byte> Document) : EntityWrite(Row);

    /// <summary>Replaces the entity that was read with this ETag.</summary>
    public sealed record Replace(string Row, string ETag, int Schema, ReadOnlyMemory<byte> Document) : EntityWrite(Row);

    /// <summary>Removes the entity that was read with this ETag.</summary>
    public sealed record Delete(string Row, string ETag) : EntityWrite(Row);
}
