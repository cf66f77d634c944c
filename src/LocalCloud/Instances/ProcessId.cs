using System.Runtime.InteropServices;

namespace BatchAi.LocalCloud;

/// <summary>Names a process for as long as the machine runs: numbers are used again, with another start time.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessId(int Pid, long StartTime);
