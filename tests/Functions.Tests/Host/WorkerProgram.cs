using System.Diagnostics;
using System.Text;

namespace BatchAi.Functions.Tests;

/// <summary>The built Functions app as a process, started as the Functions host starts it.</summary>
internal sealed class WorkerProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private WorkerProgram(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The app's directory, as its own build left it: beside that of this test program.</summary>
    public static string Directory { get; } =
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!, "Functions",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')));

    /// <summary>What it wrote to its standard output and error.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int ExitCode => _process.ExitCode;

    /// <param name="host">Where the host serves the protocol.</param>
    /// <param name="settings">The app's settings, as environment variables.</param>
    public static WorkerProgram Start(Uri host, string workerId, IReadOnlyDictionary<string, string> settings)
    {
        string requestId = Guid.NewGuid().ToString();
        ProcessStartInfo start = new("dotnet",
        [
            Path.Combine(Directory, "BatchAi.Functions.dll"),
            "--host", host.Host, "--port", $"{host.Port}", "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength",
                $"{Protocol.RpcHost.MaxMessageLength}",
            "--functions-uri", host.AbsoluteUri, "--functions-worker-id", workerId, "--functions-request-id", requestId,
                "--functions-grpc-max-message-length", $"{Protocol.RpcHost.MaxMessageLength}",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Directory;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = Directory;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        foreach ((string key, string value) in settings)
            start.Environment[key] = value;
        return new WorkerProgram(start);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>When it has ended by itself, and all it wrote is read.</summary>
    public Task EndAsync() => _process.WaitForExitAsync(CancellationToken.None);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output)
            _output.Append(line).Append(line is null ? "" : "\n");
    }
}
