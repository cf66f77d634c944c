namespace BatchAi.LocalCloud;

/// <summary>Hands out what the machine has. An instance holds its GPUs until it is gone, also while it is being deleted.</summary>
internal sealed class MachineCapacity(MachineInventory machine, VmSizes sizes, AddressPool addresses, int nodeLimit)
{
    /// <summary>Allocates for new instances of a size.</summary>
    /// <param name="replaced">An instance whose place in the quota is free again; null for none.</param>
    /// <exception cref="ArmRefusal">The quota does not allow that many.</exception>
    public IReadOnlyList<Allocation> Allocate(VmSize size, int count, string location, CloudState state, Instance? replaced = null)
    {
        List<Instance> present = [.. state.Owners.SelectMany(owner => owner.Instances).Where(instance => instance.VmId != replaced?.VmId)];
        bool exclusive = size.Gpus > 0 && machine.Gpus.Count > 0;
        List<string> freeGpus = [.. machine.Gpus.Except(present.SelectMany(instance => instance.Gpus))];

        QuotaUsage usage = exclusive ? Gpus(present) : Nodes(present);
        int required = exclusive ? count * size.Gpus : count;
        if (usage.Used + required > usage.Limit)
            throw ArmRefusal.QuotaExceeded(usage, location, required);

        string[] fresh = [.. addresses.Free(state.Addresses).Take(count)];
        return [.. fresh.Select((address, index) => new Allocation(
            address,
            exclusive ? freeGpus.GetRange(index * size.Gpus, size.Gpus) : [],
            Simulated: size.Gpus > 0 && !exclusive))];
    }

    /// <summary>An address for a network interface or a public address.</summary>
    public string NextAddress(CloudState state) => addresses.Free(state.Addresses).First();

    public IReadOnlyList<QuotaUsage> Usages(CloudState state)
    {
        List<Instance> present = [.. state.Owners.SelectMany(owner => owner.Instances)];
        int cores = present.Sum(instance => sizes.Find(instance.VmSize)?.Cores ?? 0);
        List<QuotaUsage> usages =
        [
            Nodes(present),
            new("cores", "Total Regional vCPUs", cores, Math.Max(cores, nodeLimit * machine.Cores)),
            new("virtualMachineScaleSets", "Virtual Machine Scale Sets", state.ScaleSets.Count, 2500),
            new("virtualMachines", "Virtual Machines", state.Machines.Count, 25000),
        ];
        if (machine.Gpus.Count > 0)
            usages.Insert(0, Gpus(present));
        return usages;
    }

    private static bool HasNoGpu(Instance instance) => instance.Gpus.Count == 0;

    private QuotaUsage Gpus(List<Instance> present) =>
        new("gpus", "GPUs", present.Sum(instance => instance.Gpus.Count), machine.Gpus.Count);

    private QuotaUsage Nodes(List<Instance> present) => new("localNodes", "Nodes", present.Count(HasNoGpu), nodeLimit);
}
