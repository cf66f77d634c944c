using System.Collections.Frozen;
using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>The machine's processes at one moment, and which instance each belongs to.</summary>
/// <remarks>
/// A process belongs to an instance when its environment names the instance's directory, or when it descends from one
/// that does.
/// </remarks>
internal sealed class InstanceProcesses
{
    public const string InstanceVariable = "BATCHAI_INSTANCE_DIR";

    private readonly Dictionary<int, ProcessStat> _processes;
    private readonly Dictionary<int, string?> _owners = [];
    private readonly HashSet<int> _untouchable = [];

    private InstanceProcesses(Dictionary<int, ProcessStat> processes, IReadOnlyDictionary<ProcessId, string> known)
    {
        _processes = processes;
        foreach (ProcessStat process in processes.Values)
        {
            if (known.TryGetValue(process.Id, out string? owner))
                _owners[process.Pid] = owner;
        }

        // Never the local cloud itself, nor what started it, whatever their environment says.
        int pid = Environment.ProcessId;
        while (pid > 0 && _untouchable.Add(pid))
            pid = ParentOf(pid);
    }

    public static InstanceProcesses Read() => Read(FrozenDictionary<ProcessId, string>.Empty);

    /// <param name="known">
    /// Processes seen before and their instances: one that cleared its environment and lost its parent shows it no
    /// more.
    /// </param>
    public static InstanceProcesses Read(IReadOnlyDictionary<ProcessId, string> known) =>
        new(ProcessTable.Running().ToDictionary(process => process.Pid), known);

    /// <summary>Directory of the instance a process's own environment names; null when it names none or may not be read.</summary>
    public static string? InstanceOf(int pid) => ProcessTable.VariableOf(pid, InstanceVariable);

    /// <summary>Living processes of the given instances.</summary>
    public IReadOnlyList<ProcessStat> MembersOf(IReadOnlySet<string> instanceDirectories) =>
        [
            .. _processes.Values.Where(process =>
                !_untouchable.Contains(process.Pid) && Owner(process.Pid) is { } owner && instanceDirectories.Contains(owner)),
        ];

    /// <summary>The instance of a process of this table.</summary>
    public string? Owner(int pid)
    {
        if (_owners.TryGetValue(pid, out string? known))
            return known;

        // Entered first: a table read while processes come and go could hold a circle.
        _owners[pid] = null;
        string? owner = InstanceOf(pid) ?? (ParentOf(pid) is > 1 and int parent && !_untouchable.Contains(parent) ? Owner(parent) : null);
        _owners[pid] = owner;
        return owner;
    }

    /// <summary>0 for a process that is not in this table.</summary>
    private int ParentOf(int pid) => _processes.TryGetValue(pid, out ProcessStat stat) ? stat.ParentPid : 0;
}
