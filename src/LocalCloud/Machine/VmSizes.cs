using System.Collections.Frozen;
using System.Reflection;

namespace BatchAi.LocalCloud;

/// <summary>The sizes that can be had: Azure's by name, and <c>Local</c>, one node with everything the machine has.</summary>
internal sealed class VmSizes
{
    private readonly FrozenDictionary<string, VmSize> _byName;

    public VmSizes(MachineInventory machine)
    {
        VmSize local = new("Local", machine.Cores, (int)Math.Max(1, machine.MemoryMiB / 1024), machine.Gpus.Count, "local");
        _byName = ReadTable().Append(local).ToFrozenDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<VmSize> All => _byName.Values.OrderBy(size => size.Name, StringComparer.Ordinal);

    public VmSize? Find(string name) => _byName.GetValueOrDefault(name);

    private static IEnumerable<VmSize> ReadTable()
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream("vm-sizes.txt")
            ?? throw new InvalidOperationException("the table of sizes is missing from the assembly");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;

            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var cores, var memory, var gpus, var family])
                yield return new VmSize(name, int.Parse(cores), int.Parse(memory), int.Parse(gpus), family);
        }
    }
}
