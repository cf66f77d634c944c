using System.Collections.Frozen;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>The sizes the product knows without asking: those of Azure's documentation, retired ones among them.</summary>
internal static class SizeTable
{
    public static FrozenDictionary<string, NodeSize> ByName { get; } =
        Read().ToFrozenDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>For messages: those with GPUs and those without, apart.</summary>
    public static string Describe(IEnumerable<NodeSize> sizes)
    {
        ILookup<bool, string> names = sizes
            .OrderBy(size => size.Name, StringComparer.Ordinal)
            .ToLookup(size => size.Gpus > 0, size => size.Name);
        return $"Sizes with GPUs: {string.Join(", ", names[true])}. Sizes without: {string.Join(", ", names[false])}.";
    }

    private static IEnumerable<NodeSize> Read()
    {
        foreach (string[] columns in EmbeddedTable.Rows("vm-sizes.txt"))
        {
            if (columns is [var name, var cores, _, var gpus, var family])
                yield return new NodeSize(name, int.Parse(cores), int.Parse(gpus), family);
        }
    }
}
