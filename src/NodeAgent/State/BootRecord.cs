namespace BatchAi.NodeAgent;

/// <summary>Who this agent is, for as long as the machine is not started anew.</summary>
internal sealed record BootRecord
{
    public required string BootId { get; init; }

    /// <summary>The kernel's own boot id when this was made; another one means that everything that ran is gone.</summary>
    public required string KernelBootId { get; init; }

    /// <summary>The cloud's name for this boot, empty where it has none.</summary>
    public required string CloudBootId { get; init; }

    /// <summary>Random; only its hash leaves the node.</summary>
    public required string Key { get; init; }
}
