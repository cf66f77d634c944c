using System.Globalization;

namespace BatchAi.Embedded;

/// <summary>
/// ETags that are never used twice in the life of a file: how often the file was opened, then a count. No write of
/// their own is needed to keep that true.
/// </summary>
internal sealed class SqliteETags(long opening)
{
    /// <summary>Room for 10¹² writes an opening and 8 million openings.</summary>
    private const int CountBits = 40;

    private long _last = opening << CountBits;

    public long Next() => ++_last;

    public static string Print(long eTag) => eTag.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Zero, which no row has, for a text that is no ETag of ours.</summary>
    public static long Parse(string eTag) =>
        long.TryParse(eTag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
