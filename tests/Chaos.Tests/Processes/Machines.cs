using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>The nodes of a server, as machines that lose their agents or their power.</summary>
internal static class Machines
{
    /// <summary>Directories of the instances that are there now.</summary>
    public static string[] Of(string data)
    {
        string instances = Path.Combine(data, "cloud", "instances");
        return Directory.Exists(instances) ? [.. Directory.EnumerateDirectories(instances).SelectMany(set => Subdirectories(set)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The agents that run, as <c>pid command</c>.</summary>
    public static string[] Agents(LocalHostProcess server) => [.. server.Processes().Where(process => process.Contains(" run --config ", StringComparison.Ordinal))];

    /// <summary>As a power cut does it. All are stopped before the first is killed: none may see how another ends and write that down.</summary>
    public static async Task CutPowerAsync(string instance)
    {
        HashSet<int> stopped = [];
        while (Pids(instance).Where(pid => !stopped.Contains(pid)).ToArray() is { Length: > 0 } running)
        {
            await Signals.SendAsync(running, "STOP");
            stopped.UnionWith(running);
        }

        if (stopped.Count > 0)
            await Signals.SendAsync(stopped, "KILL");
    }

    private static IEnumerable<int> Pids(string instance) => ProcessTable.Of($"BATCHAI_INSTANCE_DIR={instance}\0").Select(ProcessTable.PidOf);

    /// <summary>None when the scale set went meanwhile.</summary>
    private static string[] Subdirectories(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
