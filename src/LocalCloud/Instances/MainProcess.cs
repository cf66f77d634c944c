using System.Runtime.InteropServices;
using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>The first process of an instance.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MainProcess(ProcessId Id)
{
    public bool IsAlive => Id.IsAlive;

    /// <summary>
    /// The process whose line of /proc the launcher left in the instance's directory; null when it is not alive or not
    /// this instance's.
    /// </summary>
    public static MainProcess? Recorded(string instanceDirectory)
    {
        string file = Path.Combine(instanceDirectory, "main.stat");
        if (!File.Exists(file) || ProcessStat.TryParse(File.ReadAllBytes(file)) is not { } stat)
            return null;

        // After a reboot of the machine, number and start time could by chance be another process's.
        MainProcess main = new(stat.Id);
        return main.IsAlive && InstanceProcesses.InstanceOf(stat.Pid) == instanceDirectory ? main : null;
    }
}
