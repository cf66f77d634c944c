namespace BatchAi.NodeAgent;

/// <summary>Which process a runner is; written by itself before it starts the command. A pid alone may have been given to another process since.</summary>
internal sealed record RunnerIdentity
{
    public required int Pid { get; init; }

    public required long StartTime { get; init; }

    public required string KernelBootId { get; init; }

    /// <summary>True while that very process runs.</summary>
    public bool Runs() =>
        KernelBootId == NodeBoot.KernelBootId && ProcessTable.Find(Pid) is { Runs: true } found && found.StartTime == StartTime;

    public static RunnerIdentity OfThisProcess() => new()
    {
        Pid = System.Environment.ProcessId,
        StartTime = ProcessTable.Find(System.Environment.ProcessId)?.StartTime ?? throw new InvalidOperationException("/proc does not show this process"),
        KernelBootId = NodeBoot.KernelBootId,
    };
}
