namespace BatchAi.LocalCloud;

/// <summary>Hands out what the machine has. An instance holds its GPUs until it is gone, also while it is being deleted.</summary>
internal sealed class MachineCapacity(MachineInventory machine, VmSizes sizes, AddressPool addresses, int nodeLimit)
{
    /// <summary>Allocates for new instances of a size.</summary>
    /// <exception cref="ArmRefusal">The quota does not allow that many.</exception>
    public IReadOnlyList<Allocation> Allocate(VmSize size, int count, string location, IReadOnlyList<ScaleSet> all)
    {
        List<Instance> present = [.. all.SelectMany(set => set.Instances)];
        bool exclusive = size.Gpus > 0 && machine.Gpus.Count > 0;
        List<string> freeGpus = [.. machine.Gpus.Except(present.SelectMany(instance => instance.Gpus))];

        Usage usage = exclusive ? Gpus(present) : Nodes(present);
        int required = exclusive ? count * size.Gpus : count;
        if (usage.Used + required > usage.Limit)
            throw ArmRefusal.QuotaExceeded(usage, location, required);

        HashSet<string> used = [.. present.Select(instance => instance.Address)];
        string[] fresh = [.. addresses.Free(used).Take(count)];
        return [.. fresh.Select((address, index) => new Allocation(
            address,
            exclusive ? freeGpus.GetRange(index * size.Gpus, size.Gpus) : [],
            Simulated: size.Gpus > 0 && !exclusive))];
    }

    public IReadOnlyList<Usage> Usages(IReadOnlyList<ScaleSet> all)
    {
        List<Instance> present = [.. all.SelectMany(set => set.Instances)];
        int cores = present.Sum(instance => sizes.Find(instance.VmSize)?.Cores ?? 0);
        List<Usage> usages =
        [
            Nodes(present),
            new("cores", "Total Regional vCPUs", cores, Math.Max(cores, nodeLimit * machine.Cores)),
            new("virtualMachineScaleSets", "Virtual Machine Scale Sets", all.Count, 2500),
        ];
        if (machine.Gpus.Count > 0)
            usages.Insert(0, Gpus(present));
        return usages;
    }

    private static bool HasNoGpu(Instance instance) => instance.Gpus.Count == 0;

    private Usage Gpus(List<Instance> present) => new("gpus", "GPUs", present.Sum(instance => instance.Gpus.Count), machine.Gpus.Count);

    private Usage Nodes(List<Instance> present) => new("localNodes", "Nodes", present.Count(HasNoGpu), nodeLimit);
}
