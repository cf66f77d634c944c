using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>Everything the local cloud knows. Every member is used under <see cref="Gate"/>.</summary>
internal sealed class CloudState
{
    /// <summary>How long an ended operation can still be asked for.</summary>
    private static readonly TimeSpan s_operationsKept = TimeSpan.FromHours(1);

    /// <summary>An operation whose scale set could not be written never ends.</summary>
    private static readonly TimeSpan s_longestOperation = TimeSpan.FromDays(1);

    private readonly string _scaleSetFiles;
    private readonly string _operationFiles;
    private readonly Dictionary<string, ScaleSet> _scaleSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Operation> _operations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsavedSets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsavedOperations = new(StringComparer.Ordinal);

    public CloudState(string directory)
    {
        _scaleSetFiles = OwnerOnly.CreateDirectory(Path.Combine(directory, "scalesets"));
        _operationFiles = OwnerOnly.CreateDirectory(Path.Combine(directory, "operations"));
        AtomicFile.RemoveLeftovers(_scaleSetFiles);
        AtomicFile.RemoveLeftovers(_operationFiles);
        foreach (string file in Directory.EnumerateFiles(_scaleSetFiles, "*.json"))
        {
            ScaleSet set = JsonFile.Read(file, StateJson.Default.ScaleSet);
            _scaleSets[set.Key] = set;
        }

        foreach (string file in Directory.EnumerateFiles(_operationFiles, "*.json"))
        {
            Operation operation = JsonFile.Read(file, StateJson.Default.Operation);
            _operations[operation.Id] = operation;
        }
    }

    public Lock Gate { get; } = new();

    /// <summary>In the order of their names, so that what follows from them is repeatable.</summary>
    public IReadOnlyList<ScaleSet> ScaleSets => [.. _scaleSets.Values.OrderBy(set => set.Key, StringComparer.Ordinal)];

    public bool HasUnsaved => _unsavedSets.Count + _unsavedOperations.Count > 0;

    public IReadOnlyList<Operation> OperationsInProgress => [.. _operations.Values.Where(operation => operation.Status == OperationStatus.InProgress)];

    public ScaleSet? Find(string name) => _scaleSets.GetValueOrDefault(name.ToLowerInvariant());

    public Operation? FindOperation(string id) => _operations.GetValueOrDefault(id);

    /// <summary>Takes a change the client will be told of: on disk first, then seen.</summary>
    /// <exception cref="IOException">It could not be written; nothing changed.</exception>
    public void Commit(ScaleSet set, Operation? operation)
    {
        // The operation goes first: without its scale set it ends by itself, the other way round the client could not find it.
        if (operation is not null)
            JsonFile.Write(FileOf(operation), operation, StateJson.Default.Operation, Survives.MachineCrash);
        JsonFile.Write(FileOf(set), set, StateJson.Default.ScaleSet, Survives.MachineCrash);

        _scaleSets[set.Key] = set;
        _unsavedSets.Remove(set.Key);
        if (operation is not null)
            _operations[operation.Id] = operation;
    }

    /// <summary>Takes a change that would be found again after a restart; it is written at the next flush.</summary>
    public void Note(ScaleSet set)
    {
        _scaleSets[set.Key] = set;
        _unsavedSets.Add(set.Key);
    }

    /// <inheritdoc cref="Note(ScaleSet)"/>
    public void Note(Operation operation)
    {
        _operations[operation.Id] = operation;
        _unsavedOperations.Add(operation.Id);
    }

    /// <summary>Removes a scale set that has no instance left.</summary>
    public void Forget(ScaleSet set)
    {
        File.Delete(FileOf(set));
        _scaleSets.Remove(set.Key);
        _unsavedSets.Remove(set.Key);
    }

    /// <summary>Writes what was only noted, and drops operations that ended long ago.</summary>
    public void Flush(DateTimeOffset now)
    {
        foreach (string key in _unsavedSets.ToArray())
        {
            JsonFile.Write(FileOf(_scaleSets[key]), _scaleSets[key], StateJson.Default.ScaleSet, Survives.MachineCrash);
            _unsavedSets.Remove(key);
        }

        foreach (string id in _unsavedOperations.ToArray())
        {
            JsonFile.Write(FileOf(_operations[id]), _operations[id], StateJson.Default.Operation, Survives.MachineCrash);
            _unsavedOperations.Remove(id);
        }

        foreach (Operation old in _operations.Values.Where(operation => (operation.EndedAt ?? operation.StartedAt + s_longestOperation) + s_operationsKept < now).ToArray())
        {
            File.Delete(FileOf(old));
            _operations.Remove(old.Id);
        }
    }

    private string FileOf(ScaleSet set) => Path.Combine(_scaleSetFiles, $"{set.Key}.json");

    private string FileOf(Operation operation) => Path.Combine(_operationFiles, $"{operation.Id}.json");
}
