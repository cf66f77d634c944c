using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BatchAi.Testing;

/// <summary>Azurite as a process: tables, queues and blobs on free loopback ports, in memory, with many empty accounts.</summary>
internal sealed class AzuriteServer
{
    /// <summary>More than a test run has servers.</summary>
    private const int Accounts = 500;

    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(120);

    // The pipe is closed when the test process ends, however it does, and Azurite goes with it.
    private const string EndWithParent = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit(0))";

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private readonly int[] _ports = FreePorts(3);

    private AzuriteServer()
    {
    }

    public static async Task<AzuriteServer> StartAsync()
    {
        string program = Path.Combine(await AzuriteInstall.EnsureAsync(), "dist", "src", "azurite.js");
        List<string> failures = [];
        while (true)
        {
            // Another process may take a port between our look and Azurite's bind.
            Assert.True(failures.Count < 5, $"Azurite did not start in five attempts:\n{string.Join('\n', failures)}");
            AzuriteServer server = new();
            if (await server.TryRunAsync(program) is not { } failure)
                return server;
            failures.Add(failure);
        }
    }

    /// <param name="account">0 to <see cref="Accounts"/> - 1.</param>
    public string ConnectionString(int account)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(account, Accounts);
        string At(int port) => $"http://127.0.0.1:{port}/{Name(account)}";
        return $"DefaultEndpointsProtocol=http;AccountName={Name(account)};AccountKey={_key};BlobEndpoint={At(_ports[0])};QueueEndpoint={At(_ports[1])};TableEndpoint={At(_ports[2])};";
    }

    private static string Name(int account) => $"account{account}";

    /// <summary>Null once all three services listen.</summary>
    private async Task<string?> TryRunAsync(string program)
    {
        ProcessStartInfo start = new("node",
        [
            "--import", EndWithParent, program,
            "--blobHost", "127.0.0.1", "--blobPort", $"{_ports[0]}",
            "--queueHost", "127.0.0.1", "--queuePort", $"{_ports[1]}",
            "--tableHost", "127.0.0.1", "--tablePort", $"{_ports[2]}",
            "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                ["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, Accounts).Select(account => $"{Name(account)}:{_key}")),
            },
        };
        Process process = Process.Start(start)!;
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        void Hear(string? line)
        {
            if (line is null)
                return;
            lock (said)
            {
                said.Add(line);
                if (said.Count(heard => heard.Contains("successfully listening", StringComparison.Ordinal)) == _ports.Length)
                    ready.TrySetResult();
            }
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (await Task.WhenAny(ready.Task, process.WaitForExitAsync(), Task.Delay(s_startLimit)) == ready.Task)
            return null;

        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        lock (said)
            return $"ports {string.Join(", ", _ports)}: expected three ready lines within {s_startLimit.TotalSeconds} s, saw: "
                + $"{string.Join(" | ", said)}";
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }
}
