namespace BatchAi.NodeAgent;

/// <summary>One process that a toolkit wants.</summary>
internal sealed record ProcessPlan
{
    /// <summary>Index of its node in the gang.</summary>
    public int Node { get; init; }

    /// <summary>Tells it from the others of its job in file names: <c>wk-0</c>, <c>3</c>. Empty for the only one.</summary>
    public string Name { get; init; } = "";

    /// <summary>What people read: <c>worker 0</c>.</summary>
    public string Title { get; init; } = "command";

    /// <summary>Run by bash.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Seen by this process, beside those that every process of the job sees.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>False for a process that serves others until it is stopped: the job ends without it, but not well if it fails.</summary>
    public bool IsAwaited { get; init; } = true;

    public string OutputName => Name.Length == 0 ? "stdout.txt" : $"stdout-{Name}.txt";

    public string ErrorName => Name.Length == 0 ? "stderr.txt" : $"stderr-{Name}.txt";
}
