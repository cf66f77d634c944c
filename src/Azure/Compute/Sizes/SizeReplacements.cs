using System.Collections.Frozen;

namespace BatchAi.AzureAdapters;

/// <summary>What is used for sizes that cannot be had any more: the product's own table, entries of the configuration above it.</summary>
internal sealed class SizeReplacements(IEnumerable<KeyValuePair<string, string>> settings)
{
    private readonly FrozenDictionary<string, string> _used = Defaults
        .Where(row => !settings.Any(setting => setting.Key.Equals(row.Key, StringComparison.OrdinalIgnoreCase)))
        .Concat(settings)
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The table that comes with the product.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } =
        EmbeddedTable
            .Rows("size-replacements.txt")
            .ToDictionary(columns => columns[0], columns => columns[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The size itself when nothing stands for it.</summary>
    public string Of(string asked) => _used.GetValueOrDefault(asked, asked);

    public bool Replaces(string size) => _used.ContainsKey(size);
}
