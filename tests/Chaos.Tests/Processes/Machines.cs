using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;
using BatchAi.Linux;
using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Chaos.Tests;

/// <summary>The nodes of a server, as machines that lose their agents or their power.</summary>
internal static class Machines
{
    /// <summary>Directories of the instances that are there now.</summary>
    public static string[] Of(string data)
    {
        string instances = Path.Combine(data, "cloud", "instances");
        return Directory.Exists(instances)
            ? [.. Directory.EnumerateDirectories(instances).SelectMany(set => Subdirectories(set)).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The agents that run, as <c>pid command</c>.</summary>
    public static string[] Agents(LocalHostProcess server) =>
        [.. server.Processes().Where(process => process.Contains(" run --config ", StringComparison.Ordinal))];

    /// <summary>
    /// As a power cut does it. All are stopped before the first is killed: none may see how another ends and write that
    /// down.
    /// </summary>
    public static void CutPower(string instance)
    {
        HashSet<int> stopped = [];
        while (Pids(instance).Where(pid => !stopped.Contains(pid)).ToArray() is { Length: > 0 } running)
        {
            SendToAll(running, Signal.Stop);
            stopped.UnionWith(running);
        }

        SendToAll(stopped, Signal.Kill);
    }

    /// <summary>To all of them at nearly the same time; some may be gone.</summary>
    private static void SendToAll(IEnumerable<int> pids, Signal signal)
    {
        foreach (int pid in pids)
            Signals.Send(pid, signal);
    }

    /// <summary>Starts an instance once more, from an empty disk of its own, as if the one it has were lost.</summary>
    /// <returns>The new disk.</returns>
    public static string BootFromWipedDisk(string instance, string disk)
    {
        JsonNode described = JsonNode.Parse(File.ReadAllText(Path.Combine(instance, "instance.json")))!;
        Directory.CreateDirectory(Path.Combine(disk, "home"));
        Directory.CreateDirectory(Path.Combine(disk, "tmp"));
        foreach (string file in (string[])["identity", "custom-data"])
            File.Copy(Path.Combine(instance, file), Path.Combine(disk, file));
        File.WriteAllText(Path.Combine(disk, "boot-id"), "wiped");

        ProcessStartInfo start = new("setsid", ["/bin/sh", "-c", "exec /bin/sh \"$1/custom-data\" >>\"$1/boot.log\" 2>&1", "boot", disk])
        {
            WorkingDirectory = disk,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = Path.Combine(disk, "home");
        start.Environment["TMPDIR"] = Path.Combine(disk, "tmp");
        start.Environment["BATCHAI_INSTANCE_DIR"] = disk;
        start.Environment["BATCHAI_INSTANCE_ID"] = Path.GetFileName(instance);
        start.Environment["BATCHAI_ADDRESS"] = (string)described["address"]!;
        Process.Start(start)!.Dispose();
        return disk;
    }

    /// <summary>How often the control plane has seen a node's instance boot, and what the boot is called.</summary>
    public static (int Epoch, string Boot) BootOf(string data, string instance)
    {
        using SqliteConnection facts = new($"Data Source={Path.Combine(data, "facts.db")};Mode=ReadOnly;Pooling=False");
        facts.Open();
        using SqliteCommand find = facts.CreateCommand();
        find.CommandText = "SELECT CAST(doc AS TEXT) FROM entity WHERE tbl = 'Facts' AND row = $row";
        find.Parameters.AddWithValue("$row", FactKeys.Node(int.Parse(Path.GetFileName(instance), CultureInfo.InvariantCulture)));
        JsonNode node = JsonNode.Parse((string)find.ExecuteScalar()!)!;
        return ((int)node["epoch"]!, (string)node["bootId"]!);
    }

    private static IEnumerable<int> Pids(string instance) =>
        ProcessTable.WithVariable("BATCHAI_INSTANCE_DIR", instance).Select(process => process.Pid);

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
