using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BatchAi.Activities;

namespace BatchAi.AzureAdapters;

/// <summary>The sizes that can be had on Azure, after retired names were mapped, or on a local cloud, as they are asked for.</summary>
public sealed class NodeSizes : INodeSizes
{
    private readonly FrozenDictionary<string, NodeSize> _byName;
    private readonly FrozenDictionary<string, string> _replacements;
    private readonly bool _local;

    private NodeSizes(IEnumerable<NodeSize> sizes, IReadOnlyDictionary<string, string> replacements, bool local)
    {
        _byName = sizes.ToFrozenDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);
        _replacements = replacements.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _local = local;
    }

    /// <exception cref="ArgumentException">A replacement names a size that is not known.</exception>
    public static NodeSizes ForAzure(NodeSizeOptions options)
    {
        NodeSizes sizes = new(ReadTable(), options.Replacements, local: false);
        foreach ((string retired, string replacement) in options.Replacements)
        {
            if (!sizes._byName.ContainsKey(replacement))
                throw new ArgumentException($"The replacement of {retired}, {replacement}, is not a known VM size.", nameof(options));
        }

        return sizes;
    }

    /// <summary>Every size of Azure's table and <c>Local</c>, one node with everything the machine has.</summary>
    /// <param name="machineCores">What <c>Local</c> has.</param>
    /// <param name="machineGpus">What <c>Local</c> has; with none, GPU sizes are simulated and counted as nodes.</param>
    public static NodeSizes ForLocalCloud(int machineCores, int machineGpus)
    {
        IEnumerable<NodeSize> sizes = ReadTable()
            .Append(new NodeSize("Local", machineCores, machineGpus, ""))
            .Select(size => size with { Family = size.Gpus > 0 && machineGpus > 0 ? "gpus" : "localNodes" });
        return new NodeSizes(sizes, FrozenDictionary<string, string>.Empty, local: true);
    }

    public bool TryResolve(string asked, [NotNullWhen(true)] out NodeSize? size, [NotNullWhen(false)] out string? why)
    {
        string name = _replacements.GetValueOrDefault(asked, asked);
        why = _byName.TryGetValue(name, out size)
            ? null
            : $"VM size '{asked}' is not offered. Sizes with GPUs: {Names(size => size.Gpus > 0)}. Sizes without: {Names(size => size.Gpus == 0)}.";
        return why is null;
    }

    /// <summary>The quota that counts nodes of a size.</summary>
    /// <exception cref="ArgumentException">The size is not known.</exception>
    public NodeSizeQuota QuotaOf(string vmSize, bool lowPriority)
    {
        if (!_byName.TryGetValue(vmSize, out NodeSize? size))
            throw new ArgumentException($"VM size '{vmSize}' is not known.", nameof(vmSize));

        return (_local, lowPriority) switch
        {
            (true, _) => new NodeSizeQuota(size.Family, size.Family == "gpus" ? size.Gpus : 1),

            // On Azure spot machines of all families share one quota.
            (false, true) => new NodeSizeQuota("lowPriorityCores", size.Cores),
            (false, false) => new NodeSizeQuota(size.Family, size.Cores),
        };
    }

    private string Names(Func<NodeSize, bool> which) =>
        string.Join(", ", _byName.Values.Where(size => which(size) && !_replacements.ContainsKey(size.Name)).Select(size => size.Name).Order(StringComparer.Ordinal));

    private static IEnumerable<NodeSize> ReadTable()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("vm-sizes.txt") ?? throw new InvalidOperationException("the table of sizes is missing from the assembly");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var cores, _, var gpus, var family])
                yield return new NodeSize(name, int.Parse(cores), int.Parse(gpus), family);
        }
    }
}
