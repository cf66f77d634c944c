using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Cli;
using BatchAi.Linux;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Agents.Bench;

/// <summary>A server with eight nodes and a directory of its own, which goes with it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private const int Nodes = 8;
    private const string Workspace =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/bench/providers/Microsoft.BatchAI/workspaces/w";

    private readonly string _directory = Directory.CreateTempSubdirectory("bench-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { Proxy = new DirectToThisMachine(HttpClient.DefaultProxy) });
    private readonly CancellationToken _cancellation;
    private readonly int _pid;
    private ApiConnection _connection = null!;

    private BenchServer(string agent, string configuration, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        string program = Path.Combine(Root(), "artifacts", "bin", "LocalHost", configuration, "BatchAi.LocalHost.dll");
        Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
        environment["BATCHAI_AGENT"] = agent;
        using SafeFileHandle log = ThisProcess.OpenForAppend(_directory + "/log");
        string[] words = [DotnetPath, program, "serve", "--port", "0", "--data", _directory + "/d", "--gpus", "none"];
        (_pid, string? error) = ChildProcess.Start(words, environment, log, log);
        if (error is not null)
            throw new InvalidOperationException($"{words[0]}: {error}");
    }

    /// <summary>The dotnet that runs this program: {root}/shared/Microsoft.NETCore.App/{version}/ is where its runtime lies.</summary>
    private static string DotnetPath => Path.GetFullPath(
        Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>Returns once eight nodes are idle.</summary>
    public static async Task<BenchServer> StartAsync(string agent, string configuration, CancellationToken cancellation)
    {
        BenchServer server = new(agent, configuration, cancellation);
        try
        {
            await server.UntilAsync("the server listens", () => Task.FromResult(File.Exists(server._directory + "/d/endpoint")));
            server._connection = new ApiConnection(
                server._http, new Uri(server.Read("d/endpoint")), server.Read("d/token"), TimeProvider.System);
            await server.PutAsync("", """{"location":"eastus"}""");
            await server.PutAsync("/experiments/e", body: null);
            await server.PutAsync("/clusters/c", $$$"""
                {"location":"eastus","properties":{"vmSize":"STANDARD_D1",
                "userAccountSettings":{"adminUserName":"bench","adminUserPassword":"Not-Shown-Again-1"},
                "scaleSettings":{"manual":{"targetNodeCount": {{{Nodes}}} } } } }
                """);
            await server.IdleAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Submits a job each of whose processes writes its time into a file; does not wait for anything.</summary>
    /// <returns>The time before, in nanoseconds since 1970.</returns>
    public async Task<long> SubmitAsync(string name, int nodes)
    {
        string command = $"date +%s%N > {_directory}/{name}-$AZ_BATCHAI_TASK_INDEX";
        long before = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        await PutJobAsync(name, nodes, command);
        return before;
    }

    /// <summary>Milliseconds until the last process wrote its time.</summary>
    public async Task<double> LatencyAsync(string name, int nodes)
    {
        long before = await SubmitAsync(name, nodes);
        await EndAsync(name);
        return Directory.EnumerateFiles(_directory, $"{name}-*")
            .Max(file => long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) - before) / 1e6;
    }

    /// <summary>Returns while the job runs, which <see cref="LetGoAsync"/> ends.</summary>
    public async Task HoldAsync(string name)
    {
        await PutJobAsync(name, 1, $"touch {_directory}/held; until [ -e {_directory}/go ]; do sleep 0.1; done");
        await UntilAsync("a job runs", () => Task.FromResult(File.Exists(_directory + "/held")));
    }

    public async Task LetGoAsync(string name)
    {
        await File.WriteAllTextAsync(_directory + "/go", "", _cancellation);
        await EndAsync(name);
    }

    public Task EndAsync(string name) => UntilAsync($"{name} has ended", async () =>
        (await GetAsync($"/experiments/e/jobs/{name}")).GetProperty("executionState").GetString() switch
        {
            "failed" => throw new InvalidOperationException($"job {name} failed"),
            string state => state == "succeeded",
            null => false,
        });

    public Task IdleAsync() => UntilAsync("all nodes are idle", async () =>
        (await GetAsync("/clusters/c")).GetProperty("nodeStateCounts").GetProperty("idleNodeCount").GetInt32() == Nodes);

    /// <summary>The server, its agents and their runners.</summary>
    public IEnumerable<(string Kind, int Pid)> Processes()
    {
        yield return ("server", _pid);
        foreach (int pid in ProcessTable.Running().Select(found => found.Pid))
        {
            IReadOnlyList<string> words = ProcessTable.CommandLineOf(pid);
            if (words.Any(word => word.Contains(_directory, StringComparison.Ordinal)))
            {
                if (words.Contains("--config"))
                    yield return ("agent", pid);
                if (words.Contains("runner"))
                    yield return ("runner", pid);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Signals.Send(_pid, Signal.Terminate);
        while (ChildProcess.WaitForAny() is not null)
        {
        }
        _http.Dispose();
        TreeRemoval.Delete(_directory);
        return ValueTask.CompletedTask;
    }

    private Task PutJobAsync(string name, int nodes, string command)
    {
        JsonObject properties = new()
        {
            ["cluster"] = new JsonObject { ["id"] = Workspace + "/clusters/c" },
            ["nodeCount"] = nodes,
            ["stdOutErrPathPrefix"] = "/tmp",
            [nodes == 1 ? "customToolkitSettings" : "customMpiSettings"] = nodes == 1
                ? new JsonObject { ["commandLine"] = command }
                : new JsonObject { ["commandLine"] = command, ["processCount"] = nodes, ["launcher"] = "agent" },
        };
        return PutAsync($"/experiments/e/jobs/{name}", new JsonObject { ["properties"] = properties }.ToJsonString());
    }

    /// <summary>Unlike the client's own does not wait for what the server has accepted.</summary>
    private async Task PutAsync(string path, string? body) =>
        (await _connection.SendAsync(
            HttpMethod.Put, _connection.Address(Workspace + path, BatchAiClient.NewApiVersion), body, _cancellation)).Dispose();

    private async Task<JsonElement> GetAsync(string path) =>
        (await _connection.SendForJsonAsync(
            HttpMethod.Get, _connection.Address(Workspace + path, BatchAiClient.ApiVersion), body: null, _cancellation))
            .GetProperty("properties");

    private async Task UntilAsync(string what, Func<Task<bool>> isMet)
    {
        for (DateTime end = DateTime.UtcNow.AddMinutes(2); !await isMet(); await Task.Delay(20, _cancellation))
        {
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"not within two minutes: {what}; the server said: {Read("log")}");
        }
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_directory, file)).Trim();

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", ".."));
}
