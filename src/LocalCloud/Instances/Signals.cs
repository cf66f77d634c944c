using System.Runtime.InteropServices;

namespace BatchAi.LocalCloud;

/// <summary>kill(2): .NET can only send SIGKILL.</summary>
internal static partial class Signals
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>Signals a process if it is still the one that was seen. One that is gone is no error.</summary>
    public static void Send(ProcessStat process, int signal)
    {
        if (ProcessStat.Read(process.Pid) is { } now && now.StartTime == process.StartTime)
            _ = SendSignal(process.Pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
