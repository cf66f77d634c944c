namespace BatchAi.Activities;

/// <summary>
/// How large a transaction is on its way to Table storage, which counts the request and not the documents: binary travels as base64,
/// and the Azure SDK's JSON writer spells each '+' of it as six characters.
/// </summary>
internal static class TransactionSize
{
    /// <summary>Headers and property names of one write, generously.</summary>
    private const int FramePerWrite = 2_048;

    /// <summary>At most three characters in the URL and six in the body.</summary>
    private const int FramePerKeyCharacter = 9;

    private const int ExtraPerPlus = 5;

    /// <summary>Bytes of the request, never fewer than it really has.</summary>
    public static long Of(string partition, IReadOnlyList<EntityWrite> writes)
    {
        long size = 0;
        foreach (EntityWrite write in writes)
            size += FramePerWrite + (FramePerKeyCharacter * (partition.Length + write.Row.Length)) + Base64(Document(write).Span);

        return size;
    }

    public static ReadOnlyMemory<byte> Document(EntityWrite write) => write switch
    {
        EntityWrite.Insert insert => insert.Document,
        EntityWrite.Replace replace => replace.Document,
        _ => ReadOnlyMemory<byte>.Empty,
    };

    private static long Base64(ReadOnlySpan<byte> bytes)
    {
        int pluses = 0;
        int at = 0;
        for (; at + 2 < bytes.Length; at += 3)
        {
            int group = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
            pluses += Plus(group >> 18) + Plus(group >> 12) + Plus(group >> 6) + Plus(group);
        }

        return ((bytes.Length + 2L) / 3 * 4) + (ExtraPerPlus * (pluses + (2L * (bytes.Length - at))));
    }

    private static int Plus(int sextet) => (sextet & 63) == 62 ? 1 : 0;
}
