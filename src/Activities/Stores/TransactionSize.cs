namespace BatchAi.Activities;

/// <summary>How large a transaction is on its way to Table storage, which counts the request and not the documents: binary travels as base64.</summary>
internal static class TransactionSize
{
    /// <summary>Headers and property names of one write, generously: about 600 bytes, and 40 for each further piece of a large document.</summary>
    private const int FramePerWrite = 1_024;

    /// <summary>At most three characters in the URL and six in the body.</summary>
    private const int FramePerKeyCharacter = 9;

    /// <summary>Bytes of the request, never fewer than it really has.</summary>
    public static long Of(string partition, IReadOnlyList<EntityWrite> writes) =>
        writes.Sum(write => FramePerWrite + (FramePerKeyCharacter * (partition.Length + write.Row.Length)) + ((Document(write).Length + 2L) / 3 * 4));

    public static ReadOnlyMemory<byte> Document(EntityWrite write) => write switch
    {
        EntityWrite.Insert insert => insert.Document,
        EntityWrite.Replace replace => replace.Document,
        _ => ReadOnlyMemory<byte>.Empty,
    };
}
