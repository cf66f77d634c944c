using System.Text.Json.Serialization;
using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>
/// Which process a runner is; written by itself before it starts the command. A pid alone may have been given to
/// another process since.
/// </summary>
internal sealed record RunnerIdentity
{
    public required int Pid { get; init; }

    public required long StartTime { get; init; }

    public required string KernelBootId { get; init; }

    [JsonIgnore]
    public ProcessId Process => new(Pid, StartTime);

    /// <summary>True while that very process runs.</summary>
    public bool Runs() =>
        KernelBootId == NodeBoot.KernelBootId && Process.IsAlive;

    public static RunnerIdentity OfThisProcess() => new()
    {
        Pid = ProcessTable.Self.Pid,
        StartTime = ProcessTable.Self.StartTime,
        KernelBootId = NodeBoot.KernelBootId,
    };
}
