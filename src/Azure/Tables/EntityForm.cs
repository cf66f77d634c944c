using Azure.Data.Tables;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>How a document lies in a table entity: bytes in properties D0, D1, …, beside its schema number.</summary>
internal static class EntityForm
{
    /// <summary>
    /// Below Table storage's 64 KiB a binary property; divisible by three, so that the pieces' base64 is as long as the
    /// whole's.
    /// </summary>
    private const int ChunkBytes = 60_000;

    private const string SchemaProperty = "Schema";

    public static TableEntity Write(string partition, string row, int schema, ReadOnlyMemory<byte> document)
    {
        TableEntity entity = new(partition, row) { [SchemaProperty] = schema };
        for (int chunk = 0; chunk * ChunkBytes < document.Length; chunk++)
            entity[Property(chunk)] = document
                .Slice(chunk * ChunkBytes, Math.Min(ChunkBytes, document.Length - (chunk * ChunkBytes)))
                .ToArray();
        return entity;
    }

    public static StoredEntity Read(TableEntity entity)
    {
        int schema = entity.GetInt32(SchemaProperty)
            ?? throw new InvalidDataException($"Entity {entity.PartitionKey}/{entity.RowKey} has no schema number: it is none of ours.");
        return new StoredEntity(entity.RowKey, entity.ETag.ToString(), schema, Document(entity));
    }

    private static byte[] Document(TableEntity entity)
    {
        byte[] first = entity.GetBinary(Property(0)) ?? [];
        if (first.Length < ChunkBytes)
            return first;

        using MemoryStream whole = new();
        int chunk = 0;
        for (byte[]? bytes = first; bytes is not null; bytes = entity.GetBinary(Property(++chunk)))
            whole.Write(bytes);
        return whole.ToArray();
    }

    private static string Property(int chunk) => $"D{chunk}";
}
