using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Testing;

/// <summary>
/// Single machines in memory, with the rules of Azure that their users must cope with. Each creation and deletion takes a few seconds of
/// its clock. Several may ask at once.
/// </summary>
public sealed class FakeMachines(TimeProvider clock) : IMachines
{
    private static readonly TimeSpan s_takes = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<(MachinePartKind Kind, string Name), Entry> _parts = [];
    private readonly Dictionary<string, Pending> _operations = [];
    private int _last;
    private bool _failsNextAllocation;
    private bool _losesNextAnswer;

    /// <summary>Writes that were accepted, in order.</summary>
    public List<string> Ledger { get; } = [];

    /// <summary>How many virtual machines there may be.</summary>
    public int Quota { get; set; } = 100;

    /// <summary>Sizes that are refused for good.</summary>
    public HashSet<string> UnofferedSizes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next creation of a virtual machine comes to nothing for lack of capacity.</summary>
    public void FailNextAllocation() => _failsNextAllocation = true;

    /// <summary>The next write is performed, and its caller never told.</summary>
    public void LoseNextAnswer() => _losesNextAnswer = true;

    public Task<IReadOnlyList<MachinePart>> ListAsync(string namePrefix, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Settle();
            return Task.FromResult<IReadOnlyList<MachinePart>>([.. _parts
                .Where(part => part.Key.Name.StartsWith(namePrefix, StringComparison.OrdinalIgnoreCase))
                .OrderBy(part => part.Key.Kind)
                .ThenBy(part => part.Key.Name, StringComparer.Ordinal)
                .Select(part => Shown(part.Key, part.Value))]);
        }
    }

    public Task<MachinePart?> FindAsync(MachinePartKind kind, string name, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Settle();
            return Task.FromResult(_parts.TryGetValue((kind, name), out Entry? part) ? Shown((kind, name), part) : null);
        }
    }

    public Task<FleetOutcome> BeginEnsureAsync(MachinePartSpec part, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Settle();
            (MachinePartKind, string) key = (part.Kind, part.Name);
            FleetOutcome? already = _parts.GetValueOrDefault(key)?.State switch
            {
                "Succeeded" => new FleetOutcome.Completed(),
                "Deleting" => new FleetOutcome.Nothing("it is still being deleted"),
                "Updating" => new FleetOutcome.Started(_operations.First(operation => operation.Value.Part == key).Key),
                _ => null,
            };
            if ((already ?? Refuse(part)) is { } answer)
                return Task.FromResult(answer);

            Ledger.Add($"make {part.Kind} {part.Name}");
            bool fails = part is MachinePartSpec.Machine && Take(ref _failsNextAllocation);
            _parts[key] = new Entry(part.Tags, UsesOf(part), "Updating", _parts.GetValueOrDefault(key)?.Number ?? $"10.0.0.{++_last}");
            if (part is MachinePartSpec.Machine machine)
                _parts[(MachinePartKind.Disk, machine.SystemDiskName)] = new Entry(part.Tags, [], "Succeeded", "");
            return Begin(key, () => SetState(key, fails ? "Failed" : "Succeeded"), fails ? "AllocationFailed" : null);
        }
    }

    public Task<FleetOutcome> BeginDeleteAsync(MachinePartKind kind, string name, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Settle();
            (MachinePartKind, string) key = (kind, name);
            if (!_parts.TryGetValue(key, out Entry? part))
                return Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("it is not there"));
            if (_parts.FirstOrDefault(other => other.Value.Uses.Contains(key)) is { Value: not null } user)
                return Task.FromResult<FleetOutcome>(Refused(FleetRefusal.Transient, "InUse", $"{name} is used by {user.Key.Name}"));

            Ledger.Add($"delete {kind} {name}");
            SetState(key, "Deleting");
            return Begin(key, () => Remove(key), error: null);
        }
    }

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Settle();
            return Task.FromResult<FleetOutcome>(
                !_operations.TryGetValue(operationUrl, out Pending? operation)
                    ? new FleetOutcome.Nothing("the cloud does not know the operation")
                : clock.GetUtcNow() < operation.Due ? new FleetOutcome.Started(operationUrl)
                : operation.Error is { } error ? Refused(FleetRefusal.Capacity, error, "There is no capacity now.")
                : new FleetOutcome.Completed());
        }
    }

    private static MachinePart Shown((MachinePartKind Kind, string Name) key, Entry part) => new(
        key.Kind,
        key.Name,
        part.State,
        key.Kind is MachinePartKind.PublicAddress or MachinePartKind.NetworkInterface ? part.Number : null,
        key.Kind == MachinePartKind.Machine ? $"vm-{part.Number}" : null,
        part.Tags);

    private static FleetOutcome.Refused Refused(FleetRefusal refusal, string code, string message) => new(refusal, code, message);

    private static (MachinePartKind Kind, string Name)[] UsesOf(MachinePartSpec part) => part switch
    {
        MachinePartSpec.NetworkInterface card =>
        [
            .. card.SecurityGroupName is { } group ? [(MachinePartKind.SecurityGroup, group)] : Array.Empty<(MachinePartKind, string)>(),
            .. card.PublicAddressName is { } address ? [(MachinePartKind.PublicAddress, address)]
                : Array.Empty<(MachinePartKind, string)>(),
        ],
        MachinePartSpec.Machine machine =>
        [
            (MachinePartKind.NetworkInterface, machine.NetworkInterfaceName),
            (MachinePartKind.Disk, machine.SystemDiskName),
            .. machine.DataDiskNames.Select(disk => (MachinePartKind.Disk, disk)),
        ],
        _ => [],
    };

    private FleetOutcome.Refused? Refuse(MachinePartSpec part)
    {
        MachinePartSpec.Machine? machine = part as MachinePartSpec.Machine;
        if (machine is not null && UnofferedSizes.Contains(machine.VmSize))
            return Refused(FleetRefusal.Policy, "InvalidParameter", $"The size {machine.VmSize} is not offered.");
        foreach ((MachinePartKind Kind, string Name) used in UsesOf(part).Where(used => used.Name != machine?.SystemDiskName))
        {
            if (!_parts.TryGetValue(used, out Entry? there) || there.State != "Succeeded")
                return Refused(FleetRefusal.Transient, "InvalidResourceReference", $"{used.Name} is not ready");
        }

        int others = _parts.Keys.Count(other => other.Kind == MachinePartKind.Machine && other.Name != part.Name);
        return machine is not null && others >= Quota ? Refused(FleetRefusal.Quota, "OperationNotAllowed", $"The quota is {Quota}.") : null;
    }

    /// <summary>What is due happens, whether anybody asks for it or not.</summary>
    private void Settle()
    {
        foreach (Pending operation in _operations.Values
            .Where(operation => operation.Due <= clock.GetUtcNow() && !operation.Done).ToArray())
        {
            operation.Done = true;
            operation.Complete();
        }
    }

    private void SetState((MachinePartKind Kind, string Name) key, string state)
    {
        if (_parts.TryGetValue(key, out Entry? part) && part.State != "Deleting")
            _parts[key] = part with { State = state };
    }

    /// <summary>A machine takes along its own disk, its network interface and the address of that.</summary>
    private void Remove((MachinePartKind Kind, string Name) key)
    {
        if (!_parts.Remove(key, out Entry? part) || key.Kind != MachinePartKind.Machine)
            return;

        foreach ((MachinePartKind Kind, string Name) used in part.Uses)
        {
            if (used.Kind == MachinePartKind.Disk && used.Name != $"{key.Name}-os")
                continue;
            if (_parts.Remove(used, out Entry? gone))
            {
                foreach ((MachinePartKind, string) address in gone.Uses.Where(below => below.Kind == MachinePartKind.PublicAddress))
                    _parts.Remove(address);
            }
        }
    }

    private Task<FleetOutcome> Begin((MachinePartKind Kind, string Name) part, Action complete, string? error)
    {
        string url = $"https://machines/operations/{_operations.Count + 1}";
        _operations[url] = new Pending(part, clock.GetUtcNow() + s_takes, complete, error);
        return Take(ref _losesNextAnswer)
            ? Task.FromException<FleetOutcome>(new HttpRequestException("The answer was lost."))
            : Task.FromResult<FleetOutcome>(new FleetOutcome.Started(url));
    }

    private static bool Take(ref bool flag)
    {
        bool was = flag;
        flag = false;
        return was;
    }

    private sealed record Entry(
        IReadOnlyDictionary<string, string> Tags, IReadOnlyList<(MachinePartKind Kind, string Name)> Uses, string State, string Number);

    private sealed record Pending((MachinePartKind Kind, string Name) Part, DateTimeOffset Due, Action Complete, string? Error)
    {
        public bool Done { get; set; }
    }
}
