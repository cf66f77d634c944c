using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>
/// Starts the main process of an instance: its custom data, a script, in a session of its own that outlives the local
/// cloud.
/// </summary>
internal sealed class InstanceLauncher(InstanceFiles files)
{
    // Keeps pid and start time through every exec, and records them before the first line of the custom data runs.
    private const string Launcher = """
        read -r stat </proc/$$/stat
        printf '%s\n' "$stat" >"$1/main.stat"
        exec </dev/null >>"$1/boot.log" 2>&1
        exec $2 "$1/custom-data"
        """;

    /// <summary>Boots an instance. If anything of it still lives, only its main process was lost, and the boot stays the same.</summary>
    /// <param name="exited">Called when the process ends, from any thread.</param>
    /// <returns>Null when the custom data is not a script: the machine runs, and nothing on it.</returns>
    /// <exception cref="Win32Exception">The process could not be started.</exception>
    /// <exception cref="IOException">The instance's directory could not be written.</exception>
    public MainProcess? Launch(InstanceOwner owner, Instance instance, Action exited)
    {
        string directory = files.DirectoryOf(InstanceKey.Of(owner, instance));
        if (InterpreterOf(Path.Combine(directory, "custom-data")) is not { } interpreter)
        {
            File.WriteAllText(Path.Combine(directory, "boot.log"), "custom data does not begin with #!, nothing was started\n");
            return null;
        }

        OwnerOnly.CreateDirectory(instance.TempDirectory);
        File.Delete(Path.Combine(directory, "main.stat"));
        string bootFile = Path.Combine(directory, "boot-id");
        if (!File.Exists(bootFile) || !ProcessTrees.AnyAlive(directory))
            File.WriteAllText(bootFile, Guid.NewGuid().ToString());

        Process process = Process.Start(Describe(owner, instance, directory, interpreter))
            ?? throw new IOException("No process was started.");

        // A process that is over already has no start time any more; -1 is never alive.
        int pid = process.Id;
        MainProcess main = new(new ProcessId(pid, ProcessTable.Find(pid)?.StartTime ?? -1));
        _ = TellOfExitAsync(process, exited);
        return main;
    }

    /// <summary>Owns the process from here on: it may end, and be disposed of, at any moment, so nobody else may ask it anything.</summary>
    private static async Task TellOfExitAsync(Process process, Action exited)
    {
        using (process)
            await process.WaitForExitAsync();
        exited();
    }

    private static ProcessStartInfo Describe(InstanceOwner owner, Instance instance, string directory, string interpreter)
    {
        ProcessStartInfo start = new("setsid", ["/bin/sh", "-c", Launcher, "boot", directory, interpreter])
        {
            WorkingDirectory = Path.Combine(directory, "home"),
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = Path.Combine(directory, "home");
        start.Environment["TMPDIR"] = instance.TempDirectory;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment[InstanceProcesses.InstanceVariable] = directory;
        start.Environment["BATCHAI_INSTANCE_ID"] = owner is Machine ? owner.Name : instance.Id;
        start.Environment["BATCHAI_ADDRESS"] = instance.Address;
        if (owner is Machine machine)
            start.Environment["BATCHAI_PUBLIC_ADDRESS"] = machine.PublicAddress ?? "";
        start.Environment["CUDA_VISIBLE_DEVICES"] = string.Join(',', instance.Gpus);
        return start;
    }

    /// <summary>
    /// What follows <c>#!</c> on the first line: the interpreter is started with the file, because executing a file
    /// just written can fail while another thread forks.
    /// </summary>
    private static string? InterpreterOf(string script)
    {
        using StreamReader reader = new(script, Encoding.UTF8);
        return reader.ReadLine() is ['#', '!', .. var interpreter] && !string.IsNullOrWhiteSpace(interpreter) ? interpreter.Trim() : null;
    }
}
