using System.Runtime.InteropServices;

namespace BatchAi.LocalCloud;

/// <summary>The first process of an instance. Its start time tells it from a later process of the same number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MainProcess(int Pid, long StartTime)
{
    /// <summary>The process whose line of /proc the launcher left in the instance's directory; null when there is none or it is not this instance's.</summary>
    public static MainProcess? Recorded(string instanceDirectory)
    {
        string file = Path.Combine(instanceDirectory, "main.stat");
        if (!File.Exists(file) || ProcessStat.Parse(File.ReadAllBytes(file)) is not { } stat)
            return null;

        // After a reboot of the machine, number and start time could by chance be another process's.
        MainProcess main = new(stat.Pid, stat.StartTime);
        return main.IsAlive && ProcessTable.InstanceOf(main.Pid) is { } owner && owner == instanceDirectory ? main : null;
    }

    public bool IsAlive => ProcessStat.Read(Pid) is { IsGone: false } stat && stat.StartTime == StartTime;
}
