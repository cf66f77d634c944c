using System.Runtime.InteropServices;

namespace BatchAi.Linux;

/// <summary>
/// Names one process as long as the machine runs: its number may be given to another process later, but not with the same start time.
/// </summary>
/// <param name="StartTime">Clock ticks since the machine's boot, as <c>/proc/PID/stat</c> has it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessId(int Pid, long StartTime)
{
    /// <summary>True while that very process runs; a zombie does not.</summary>
    public bool IsAlive => ProcessTable.Find(Pid) is { Runs: true } found && found.Id == this;
}
