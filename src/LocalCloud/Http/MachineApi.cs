using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>Reads and writes of virtual machines. A write is on disk before it is answered.</summary>
internal sealed class MachineApi(
    CloudState state,
    VmSizes sizes,
    MachineCapacity capacity,
    InstanceMaker maker,
    ResourceJson json,
    InstanceApi instances,
    TimeSpan provisioningDelay,
    Func<FaultDice> faults,
    TimeProvider clock,
    Action changed)
{
    public ArmAnswer Get(ResourcePath path, ArmRequest request)
    {
        lock (state.Gate)
        {
            Machine machine = Require(path);
            bool expand = "instanceView".Equals(request.Query("$expand"), StringComparison.OrdinalIgnoreCase);
            return new ArmAnswer(200, json.Of(machine, expand)) { ETag = machine.ETag };
        }
    }

    public ArmAnswer InstanceView(ResourcePath path)
    {
        lock (state.Gate)
            return new ArmAnswer(200, json.InstanceView(Require(path)));
    }

    /// <summary>
    /// Makes a machine; one whose allocation failed is tried again; of one that is there the tags may change, and nothing else.
    /// </summary>
    public ArmAnswer Put(ResourcePath path, JsonObject body, ArmRequest request)
    {
        lock (state.Gate)
        {
            Machine? present = state.FindMachine(path.Name);
            if (present is not null && !path.Names(present))
                throw ArmRefusal.NameTaken(path, present);
            if (present is { Deleting: true })
                throw ArmRefusal.BeingDeleted(path);
            ArmPreconditions.Check(present, request);

            MachineBody wanted = MachineBody.Read(path, body, state, sizes, clock.GetUtcNow());
            (Machine next, Operation operation) = present switch
            {
                null => Allocate(Fresh(path, wanted), wanted),
                { Instance.State: InstanceState.Failed } => Allocate(Changed(present, wanted), wanted),
                _ => Keep(Changed(present, wanted)),
            };
            state.Commit(next, operation, with: present is null ? SystemDiskOf(next, wanted.SystemDisk) : null);
            changed();
            return new ArmAnswer(present is null ? 201 : 200, json.Of(next)) { ETag = next.ETag, Operation = operation };
        }
    }

    public ArmAnswer Delete(ResourcePath path, ArmRequest request)
    {
        lock (state.Gate)
        {
            if (state.FindMachine(path.Name) is not { } machine || !path.Names(machine))
                return new ArmAnswer(204);
            ArmPreconditions.Check(machine, request);

            Machine next = machine with
            {
                Deleting = true,
                Version = machine.Version + 1,
                Instances = [.. machine.Instances.Select(instance => instance with { State = InstanceState.Deleting })],
            };
            DateTimeOffset now = clock.GetUtcNow();
            Operation operation = Operation.Begin(next, OperationKind.Delete, [], now, now);
            state.Commit(next, operation);
            changed();
            return new ArmAnswer(202) { Operation = operation };
        }
    }

    /// <summary>As of an instance of a scale set: whether a text is what only this machine can read.</summary>
    public ArmAnswer ProveIdentity(ResourcePath path, string proof)
    {
        lock (state.Gate)
            Require(path);
        return new ArmAnswer(200, new JsonObject { ["proves"] = instances.Proves(path.Name, proof) });
    }

    private Machine Fresh(ResourcePath path, MachineBody body)
    {
        // The disk of an earlier machine that was told to stay is in the way, as on Azure.
        if (state.FindPart(ResourceType.Disks, body.SystemDisk) is { } disk)
        {
            throw new ArmRefusal(409, "ConflictingUserInput",
                $"Disk {disk.Name} already exists in resource group {disk.ResourceGroup}. Only CreateOption.Attach is supported.");
        }

        return new Machine
        {
            Uid = Guid.NewGuid().ToString(),
            Subscription = path.Subscription,
            ResourceGroup = path.ResourceGroup,
            Name = path.Name,
            Location = body.Location,
            VmSize = body.Size.Name,
            Model = body.Model,
            Uses = body.Uses,
            CustomData = body.CustomData,
            PublicAddress = PublicAddressOf(body.Uses[0]),
            Version = 0,
            CreatedAt = clock.GetUtcNow(),
            Instances = [],
        };
    }

    /// <exception cref="ArmRefusal">The quota does not allow it.</exception>
    private (Machine, Operation) Allocate(Machine machine, MachineBody body)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Instance? failed = machine.Instance;
        Allocation allocation = capacity.Allocate(body.Size, 1, machine.Location, state, replaced: failed)[0];
        FaultDice dice = faults();
        bool fails = dice.FailsAllocation();

        string address = state.FindPart(ResourceType.Interfaces, body.Uses[0].Name)?.Address ?? allocation.Address;
        Instance instance = maker.Make(machine, Machine.OnlyInstance, body.Size, allocation with { Address = address }, fails,
            mayBeEvicted: body.Spot, dice);
        if (failed is not null)
            instance = instance with { VmId = failed.VmId, TempDirectory = failed.TempDirectory };
        Machine next = machine with { Version = machine.Version + 1, Instances = [instance] };
        return fails
            ? (next, Operation.Begin(next, OperationKind.Create, [], now, now + provisioningDelay).FailingAllocation(body.Size.Name))
            : (next, Operation.Begin(next, OperationKind.Create, [Machine.OnlyInstance], now, now));
    }

    private (Machine, Operation) Keep(Machine machine)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Machine next = machine with { Version = machine.Version + 1 };
        return (next, Operation.Begin(next, OperationKind.Create, [Machine.OnlyInstance], now, now));
    }

    private static Machine Changed(Machine present, MachineBody wanted)
    {
        if (present.Location != wanted.Location)
            throw ArmRefusal.Fixed("location");
        if (present.VmSize != wanted.Size.Name)
            throw ArmRefusal.Fixed("hardwareProfile.vmSize");
        if (!(present.Uses ?? []).SequenceEqual(wanted.Uses))
            throw ArmRefusal.Fixed("storageProfile or networkProfile");
        if (wanted.CustomData is { } customData && customData != present.CustomData)
            throw ArmRefusal.Fixed("osProfile.customData");
        return present with { Model = wanted.Model };
    }

    private string? PublicAddressOf(ResourceUse card) =>
        (state.FindPart(ResourceType.Interfaces, card.Name)?.Uses ?? [])
            .Where(use => use.Type == ResourceType.PublicAddresses.Name)
            .Select(use => state.FindPart(ResourceType.PublicAddresses, use.Name)?.Address)
            .FirstOrDefault();

    private static Part SystemDiskOf(Machine machine, string name) => new()
    {
        Uid = Guid.NewGuid().ToString(),
        Subscription = machine.Subscription,
        ResourceGroup = machine.ResourceGroup,
        Name = name,
        TypeName = ResourceType.Disks.Name,
        Location = machine.Location,
        Model = new JsonObject
        {
            ["sku"] = new JsonObject { ["name"] = "Standard_LRS" },
            ["properties"] = new JsonObject
            {
                ["creationData"] = new JsonObject { ["createOption"] = "FromImage" },
                ["diskSizeGB"] = 30,
                ["osType"] = "Linux",
            },
        },
        Version = 1,
        CreatedAt = machine.CreatedAt,
        ReadyAt = machine.CreatedAt,
        MadeFor = machine.Id,
    };

    private Machine Require(ResourcePath path) =>
        state.FindMachine(path.Name) is { } machine && path.Names(machine) ? machine : throw ArmRefusal.NotFound(path.Id);
}
