namespace BatchAi.LocalCloud;

/// <summary>Everything the local cloud knows. Every member is used under <see cref="Gate"/>.</summary>
internal sealed class CloudState
{
    /// <summary>How long an ended operation can still be asked for.</summary>
    private static readonly TimeSpan s_operationsKept = TimeSpan.FromHours(1);

    /// <summary>An operation whose resource could not be written never ends.</summary>
    private static readonly TimeSpan s_longestOperation = TimeSpan.FromDays(1);

    private readonly StateFolder<ScaleSet> _scaleSets;
    private readonly StateFolder<Machine> _machines;
    private readonly Dictionary<ResourceType, StateFolder<Part>> _parts;
    private readonly StateFolder<Operation> _operations;

    public CloudState(string directory)
    {
        string FolderOf(ResourceType type) => Path.Combine(directory, type.Folder);

        _scaleSets = new StateFolder<ScaleSet>(FolderOf(ResourceType.ScaleSets), StateJson.Default.ScaleSet, set => set.Key);
        _machines = new StateFolder<Machine>(FolderOf(ResourceType.Machines), StateJson.Default.Machine, machine => machine.Key);
        _parts = ResourceType.All
            .Where(type => type != ResourceType.ScaleSets && type != ResourceType.Machines)
            .ToDictionary(type => type, type => new StateFolder<Part>(FolderOf(type), StateJson.Default.Part, part => part.Key));
        string operations = Path.Combine(directory, "operations");
        _operations = new StateFolder<Operation>(operations, StateJson.Default.Operation, operation => operation.Id);

        // The disk of a machine is written before the machine itself. Of a creation that was cut short in between nobody was ever told.
        foreach (Part orphan in Parts.Where(part => part.MadeFor is { } id && !_machines.All.Any(machine => machine.Id == id)).ToArray())
            Forget(orphan);
    }

    public Lock Gate { get; } = new();

    public IReadOnlyList<ScaleSet> ScaleSets => [.. _scaleSets.All];

    public IReadOnlyList<Machine> Machines => [.. _machines.All];

    /// <summary>All that has instances.</summary>
    public IReadOnlyList<InstanceOwner> Owners => [.. _scaleSets.All, .. _machines.All];

    public IReadOnlyList<Part> Parts => [.. _parts.Values.SelectMany(folder => folder.All)];

    /// <summary>Loopback addresses that somebody has.</summary>
    public IReadOnlySet<string> Addresses =>
        Owners.SelectMany(owner => owner.Instances).Select(instance => instance.Address)
            .Concat(Parts.Select(part => part.Address).OfType<string>()).ToHashSet();

    public bool HasUnsaved =>
        _scaleSets.HasUnsaved || _machines.HasUnsaved || _operations.HasUnsaved || _parts.Values.Any(folder => folder.HasUnsaved);

    public IReadOnlyList<Operation> OperationsInProgress =>
        [.. _operations.All.Where(operation => operation.Status == OperationStatus.InProgress)];

    public ScaleSet? FindScaleSet(string name) => _scaleSets.Find(name.ToLowerInvariant());

    public Machine? FindMachine(string name) => _machines.Find(name.ToLowerInvariant());

    public Part? FindPart(ResourceType type, string name) => _parts[type].Find(name.ToLowerInvariant());

    public CloudResource? Find(ResourceType type, string name) =>
        type == ResourceType.ScaleSets ? FindScaleSet(name)
        : type == ResourceType.Machines ? FindMachine(name)
        : FindPart(type, name);

    /// <summary>The owner as it is now; null when it is gone, or when there is another one of that name.</summary>
    public InstanceOwner? Current(InstanceOwner owner) =>
        Find(owner.Type, owner.Name) is InstanceOwner now && now.Uid == owner.Uid ? now : null;

    /// <summary>The resource that holds on to another one.</summary>
    public CloudResource? UserOf(CloudResource used) => UsersOf(used).FirstOrDefault();

    public IEnumerable<CloudResource> UsersOf(CloudResource used) =>
        _machines.All.Concat<CloudResource>(Parts).Where(user => user.IsUserOf(used));

    public Operation? FindOperation(string id) => _operations.Find(id);

    /// <summary>Takes a change the client will be told of: on disk first, then seen.</summary>
    /// <param name="with">A part that comes with the resource; null for none.</param>
    /// <exception cref="IOException">It could not be written; nothing changed.</exception>
    public void Commit(CloudResource resource, Operation? operation, Part? with = null)
    {
        // The operation goes first: without its resource it ends by itself, the other way round the client could not find it. So does the
        // part, which is dropped at the next start when there is nothing it came with.
        if (operation is not null)
            _operations.WriteUnseen(operation);
        if (with is not null)
            _parts[with.Type].WriteUnseen(with);
        switch (resource)
        {
            case ScaleSet set:
                _scaleSets.Write(set);
                break;
            case Machine machine:
                _machines.Write(machine);
                break;
            case Part part:
                _parts[part.Type].Write(part);
                break;
        }

        if (with is not null)
            _parts[with.Type].Take(with);
        if (operation is not null)
            _operations.Take(operation);
    }

    /// <summary>Takes a change that would be found again after a restart; it is written at the next flush.</summary>
    public void Note(InstanceOwner owner)
    {
        if (owner is ScaleSet set)
            _scaleSets.Note(set);
        else if (owner is Machine machine)
            _machines.Note(machine);
    }

    /// <inheritdoc cref="Note(InstanceOwner)"/>
    public void Note(Operation operation) => _operations.Note(operation);

    /// <summary>Removes a resource of which nothing is left.</summary>
    public void Forget(CloudResource resource)
    {
        switch (resource)
        {
            case ScaleSet set:
                _scaleSets.Forget(set);
                break;
            case Machine machine:
                _machines.Forget(machine);
                break;
            case Part part:
                _parts[part.Type].Forget(part);
                break;
        }
    }

    /// <summary>
    /// Lets go of what a machine whose instance is gone holds, before the machine itself is forgotten: parts that are deleted with it begin
    /// to go, the others stay. Done again after a crash it finds the rest.
    /// </summary>
    public void ReleaseParts(Machine machine, DateTimeOffset now)
    {
        foreach (ResourceUse use in machine.Uses ?? [])
        {
            if (FindPart(ResourceType.Named(use.Type), use.Name) is not { } part)
                continue;

            if (use.DeletedToo)
                Release(part, now);
            else if (part.MadeFor is not null)
                Commit(part with { MadeFor = null }, operation: null);
        }
    }

    /// <summary>Writes what was only noted, and drops operations that ended long ago.</summary>
    public void Flush(DateTimeOffset now)
    {
        _scaleSets.Flush();
        _machines.Flush();
        _operations.Flush();
        foreach (StateFolder<Part> folder in _parts.Values)
            folder.Flush();

        foreach (Operation old in _operations.All
            .Where(operation => (operation.EndedAt ?? operation.StartedAt + s_longestOperation) + s_operationsKept < now).ToArray())
            _operations.Forget(old);
    }

    /// <summary>A network interface takes its public address with it when that asks for it.</summary>
    private void Release(Part part, DateTimeOffset now)
    {
        foreach (ResourceUse held in (part.Uses ?? []).Where(held => held.DeletedToo))
        {
            if (FindPart(ResourceType.Named(held.Type), held.Name) is { } below)
                Commit(below.Leaving(now), operation: null);
        }

        Commit(part.Leaving(now) with { MadeFor = null }, operation: null);
    }
}
