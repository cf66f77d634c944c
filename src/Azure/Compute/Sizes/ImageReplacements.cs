using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>What is used for marketplace images that cannot be had any more. Custom images are used as they are.</summary>
internal static class ImageReplacements
{
    private const string Nothing = "-";

    private static readonly string[][] s_rows = [.. EmbeddedTable.Rows("image-replacements.txt")];

    /// <summary>For messages.</summary>
    public static string Default { get; } = s_rows[0][3];

    /// <summary>The image itself when the table has no row for it; null when it is withdrawn and nothing stands for it.</summary>
    public static FleetImage? Of(FleetImage asked)
    {
        if (
            asked.ImageId is not null
            || Array.Find(s_rows, row => Fits(row[0], asked.Publisher) && Fits(row[1], asked.Offer) && Fits(row[2], asked.Sku))
                is not { } found)
            return asked;

        return found[3] is Nothing || found[3].Split(':') is not [var publisher, var offer, var sku, var version]
            ? null
            : new FleetImage(publisher, offer, sku, version, ImageId: null);
    }

    private static bool Fits(string pattern, string name) => pattern is "*" || pattern.Equals(name, StringComparison.OrdinalIgnoreCase);
}
