using System.Diagnostics;

namespace BatchAi.NodeAgent.Tests;

/// <summary>The real agent program on one pretended instance.</summary>
/// <param name="prefix">A program, with its arguments, that runs the agent as its own command; none when empty.</param>
internal sealed class AgentProcess(
    string directory, string instanceId, string configFile, IReadOnlyList<string>? prefix = null) : IDisposable
{
    private Process? _process;

    public string Directory { get; } = directory;

    public string Address { get; } = $"127.0.0.{instanceId}";

    public string Log { get; private set; } = "";

    public int Pid => _process!.Id;

    public bool HasExited => _process!.HasExited;

    public int ExitCode => _process!.ExitCode;

    /// <summary>Starts as after what the cloud took for a boot of the instance.</summary>
    public void Boot(string cloudBootId)
    {
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllText(Path.Combine(Directory, "boot-id"), cloudBootId);
        Start();
    }

    public void Start()
    {
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllText(Path.Combine(Directory, "identity"), $"proof-{instanceId}\n");
        string[] arguments = ["run", "--config", configFile];
        string[] command = [.. prefix ?? [], .. AgentUnderTest.Words, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..]);
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;

        start.Environment["BATCHAI_INSTANCE_DIR"] = Directory;
        start.Environment["BATCHAI_INSTANCE_ID"] = instanceId;
        start.Environment["BATCHAI_ADDRESS"] = Address;
        start.Environment["BATCHAI_GPU_COUNT"] = "2";
        start.Environment["NOT_FOR_JOBS"] = "an agent's own variable";
        start.Environment.Remove("TMPDIR");
        start.Environment.Remove("HOME");
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Log += $"{line.Data}\n";
        _process.BeginErrorReadLine();
    }

    /// <summary>As the kernel does it when memory is short: no goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync(CancellationToken cancellation)
    {
        await Wait.Until("the agent ends", () => _process!.HasExited, () => Log, cancellation);
        return _process!.ExitCode;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
    }
}
