using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BatchAi.Testing;

/// <summary>
/// A Table storage of our own for a test run: Azurite, installed once below artifacts/, on a free loopback port, in memory, stopped with the run.
/// Use it as a class fixture (another test project links this folder); a suite that asks for <see cref="ConnectionString"/> where Node.js is absent is reported as skipped.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    private const string Account = "contracts";

    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    // A killed test run closes the pipe, and Azurite goes with it.
    private const string EndWithParent = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit(0))";

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private Process? _process;
    private string? _missing;
    private int _port;

    /// <summary>For the clients of Azure.Data.Tables. Skips the test that asks when there is no Azurite to be had.</summary>
    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={_key};TableEndpoint=http://127.0.0.1:{_port}/{Account};";
        }
    }

    public async ValueTask InitializeAsync()
    {
        _missing = AzuriteInstall.WhyImpossible();
        if (_missing is not null)
            return;

        string program = Path.Combine(await AzuriteInstall.EnsureAsync(), "dist", "src", "table", "main.js");
        List<string> failures = [];
        while (_process is null)
        {
            // Another process may take the port between our look and Azurite's bind.
            Assert.True(failures.Count < 5, $"Azurite did not start in five attempts:\n{string.Join('\n', failures)}");
            _port = FreePort();
            _process = await StartAsync(program, failures);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;

        await StopAsync(_process);
    }

    private async Task<Process?> StartAsync(string program, List<string> failures)
    {
        ProcessStartInfo start = new("node",
        [
            "--import", EndWithParent, program,
            "--tableHost", "127.0.0.1", "--tablePort", $"{_port}",
            "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["AZURITE_ACCOUNTS"] = $"{Account}:{_key}" },
        };
        Process process = Process.Start(start)!;
        TaskCompletionSource<bool> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        void Hear(string? line)
        {
            if (line is null)
                return;
            lock (said)
                said.Add(line);
            if (line.Contains("successfully started", StringComparison.Ordinal))
                ready.TrySetResult(true);
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        Task first = await Task.WhenAny(ready.Task, process.WaitForExitAsync(), Task.Delay(s_startLimit));
        if (first == ready.Task)
            return process;

        await StopAsync(process);
        lock (said)
            failures.Add($"port {_port}: expected the ready line within {s_startLimit.TotalSeconds} s, saw: {string.Join(" | ", said)}");
        return null;
    }

    private static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
