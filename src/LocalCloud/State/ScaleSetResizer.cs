namespace BatchAi.LocalCloud;

/// <summary>Brings a scale set to a size: new instances, or the newest ones removed. Decides only; the caller commits.</summary>
internal sealed class ScaleSetResizer(
    CloudState state,
    VmSizes sizes,
    MachineCapacity capacity,
    InstanceMaker maker,
    TimeSpan provisioningDelay,
    Func<FaultDice> faults,
    TimeProvider clock)
{
    /// <exception cref="ArmRefusal">The quota does not allow it.</exception>
    public (ScaleSet Set, Operation Operation) Resize(ScaleSet set, int wanted)
    {
        set = set with { Version = set.Version + 1 };
        return wanted > set.Capacity ? Grow(set, wanted - set.Capacity) : Shrink(set, set.Capacity - wanted);
    }

    public Operation Begin(ScaleSet set, CloudOperationKind kind, IReadOnlyList<string> targets, DateTimeOffset notBefore) =>
        Operation.Begin(set, kind, targets, clock.GetUtcNow(), notBefore);

    private (ScaleSet Set, Operation Operation) Grow(ScaleSet set, int more)
    {
        DateTimeOffset now = clock.GetUtcNow();
        VmSize size =
            sizes.Find(set.VmSize) ?? throw ArmRefusal.Invalid($"The value '{set.VmSize}' provided for the VM size is not valid.");
        IReadOnlyList<Allocation> allocations = capacity.Allocate(size, more, set.Location, state);

        FaultDice dice = faults();
        if (dice.FailsAllocation())
            return (set with { LastRaiseFailed = true },
                Begin(set, CloudOperationKind.Resize, [], now + provisioningDelay).FailingAllocation(size.Name));

        int failing = dice.FailsPartly() ? (more + 1) / 2 : 0;
        List<Instance> fresh = [];
        for (int index = 0; index < more; index++)
            fresh.Add(maker.Make(set, $"{set.NextInstance + index}", size, allocations[index], failed: index >= more - failing,
                mayBeEvicted: true, dice));

        ScaleSet grown = set with
        {
            Capacity = set.Capacity + more,
            NextInstance = set.NextInstance + more,
            LastRaiseFailed = failing > 0,
            Instances = [.. set.Instances, .. fresh],
        };
        Operation operation = Begin(grown, CloudOperationKind.Resize, [.. fresh.Select(instance => instance.Id)], now);
        return (grown, failing > 0 ? operation.FailingAllocation(size.Name) : operation);
    }

    private (ScaleSet Set, Operation Operation) Shrink(ScaleSet set, int fewer)
    {
        // Azure picks the victims itself; with one fault domain and no policy these are the newest.
        string[] victims =
        [
            .. set
                .Instances.Where(instance => instance.State != InstanceState.Deleting)
                .Select(instance => instance.Id)
                .Reverse()
                .Take(fewer),
        ];
        ScaleSet shrunk = set with
        {
            Capacity = set.Capacity - fewer,
            Instances =
            [
                .. set.Instances.Select(instance =>
                    victims.Contains(instance.Id) ? instance with { State = InstanceState.Deleting } : instance),
            ],
        };
        return (shrunk, Begin(shrunk, CloudOperationKind.Remove, victims, clock.GetUtcNow()));
    }
}
