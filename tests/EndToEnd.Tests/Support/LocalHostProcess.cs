using BatchAi.Linux;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// The real LocalHost as a child process, with a data directory of its own. It can be killed, interrupted and started
/// again; at the end nothing of it may be left.
/// </summary>
internal sealed class LocalHostProcess : IAsyncDisposable
{
    /// <summary>What every server of root says that runs its jobs as root.</summary>
    public const string RootWarning =
        "warning: jobs run as root and can do anything on this machine; --run-jobs-as USER runs them as another user.";

    private readonly string _directory;
    private readonly string? _firstOnPath;
    private RunningProgram _program;

    private LocalHostProcess(string directory, string[] options, string? firstOnPath, IReadOnlyDictionary<string, string> variables)
    {
        (_directory, Options, _firstOnPath, Variables) = (directory, options, firstOnPath, variables);
        _program = Launch(port: 0);
    }

    public string Data => Path.Combine(_directory, "d");

    /// <summary>Where the server's user keeps state.</summary>
    public string StateDirectory => Path.Combine(_directory, "s");

    public int Pid => _program.Pid;

    /// <summary>It ended, by itself or killed.</summary>
    public bool HasExited => _program.HasExited;

    /// <summary>Options of the next start.</summary>
    public string[] Options { get; set; }

    /// <summary>Environment variables of the next start.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; }

    public Api Api { get; private set; } = null!;

    public Uri BaseUri => Api.BaseUri;

    public string Error => _program.Error;

    public string Output => _program.Output;

    /// <summary>The token of the current start, from where the command line finds it; empty when callers need none.</summary>
    public string Token => File.Exists(TokenFile) ? File.ReadAllText(TokenFile).Trim() : "";

    public string TokenFile => Path.Combine(Data, "token");

    /// <summary>Connection string of the account that keeps the state; empty when the data directory does.</summary>
    public string Storage { get; private init; } = "";

    /// <summary>Every server has its state in an account of Azurite then; without, in its data directory.</summary>
    public static bool OnAzurite { get; } = Environment.GetEnvironmentVariable("BATCHAI_TEST_STORAGE") == "azurite";

    /// <param name="firstOnPath">A directory whose programs the server's jobs find before all others.</param>
    /// <param name="variables">Environment variables, at every start until they are changed.</param>
    /// <param name="storage">An account of Azurite, also when the other servers have none.</param>
    /// <param name="isPassable">Other users may pass through the directory that the data directory lies in.</param>
    public static async Task<LocalHostProcess> StartAsync(
        string[]? options = null,
        string? firstOnPath = null,
        IReadOnlyDictionary<string, string>? variables = null,
        string? storage = null,
        bool isPassable = false)
    {
        string account = storage ?? (OnAzurite ? await Azurite.NextAccountAsync() : "");
        Dictionary<string, string> environment = new(variables ?? new Dictionary<string, string>()) { ["BATCHAI_STORAGE"] = account };
        string directory = ShortDirectory.Make();
        if (isPassable)
            File.SetUnixFileMode(directory, OwnerOnly.DirectoryMode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        LocalHostProcess server = new(directory, options ?? [], firstOnPath, environment) { Storage = account };
        try
        {
            await server.WaitForEndpointAsync(before: null);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>kill -9 of the server alone; its nodes and jobs go on.</summary>
    public async Task KillAsync()
    {
        _program.Kill();
        await _program.EndAsync("kill -9 of the server");
    }

    /// <summary>Ctrl+C.</summary>
    public async Task<ProcessOutcome> InterruptAsync()
    {
        _program.Interrupt();
        return await _program.EndAsync("Ctrl+C of the server");
    }

    /// <summary>The terminal of the server is closed.</summary>
    public async Task<ProcessOutcome> HangUpAsync()
    {
        _program.HangUp();
        return await _program.EndAsync("SIGHUP to the server");
    }

    /// <summary>Serves again on the same data.</summary>
    /// <param name="port">0: a free one, which is nearly always another.</param>
    public async Task ServeAgainAsync(int port = 0)
    {
        DateTime? before = File.Exists(EndpointFile) ? File.GetLastWriteTimeUtc(EndpointFile) : null;
        Api.Dispose();
        _program.Dispose();
        _program = Launch(port);
        await WaitForEndpointAsync(before);
    }

    /// <summary>Starts the server, that was killed, again, and kills it that much later: it may not serve by then.</summary>
    public async Task KillAsItStartsAsync(TimeSpan after)
    {
        _program.Dispose();
        _program = Launch(port: 0);
        await Task.Delay(after, TestContext.Current.CancellationToken);
        await KillAsync();
    }

    /// <summary>Everything that runs for this server, itself and the nodes.</summary>
    public IReadOnlyList<string> Processes() => ServerProcesses.Of(_directory);

    public Task NoProcessIsLeftAsync(string phase) =>
        Wait.UntilAsync(phase, "no process of the server or its nodes", () => Processes().Count == 0, () => string.Join('\n', Processes()));

    /// <summary>Stops the server if it runs, and fails when anything of it goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        bool stopped = !_program.HasExited;
        ProcessOutcome? outcome = stopped ? await InterruptAsync() : null;
        IReadOnlyList<string> left = Processes();
        foreach (string process in left.Where(process => ServerProcesses.IsAlive(ServerProcesses.PidOf(process))))
            Signals.Send(ServerProcesses.PidOf(process), Signal.Kill);
        await NoProcessIsLeftAsync("cleaning up");
        Api?.Dispose();
        _program.Dispose();
        // .NET cannot remove what jobs may leave: names that are not UTF-8, very deep trees.
        TreeRemoval.Delete(_directory);

        // A server that a test killed on purpose leaves its nodes running, as it should.
        if (stopped)
        {
            Assert.True(outcome!.ExitCode == 0, $"Ctrl+C: {outcome}");
            Assert.True(left.Count == 0, $"the server has stopped, but these go on:\n{string.Join('\n', left)}");
        }
    }

    private string EndpointFile => Path.Combine(Data, "endpoint");

    private RunningProgram Launch(int port) => RunningProgram.Start(
        Checkout.LocalHost,
        ["serve", "--port", $"{port}", "--data", Data, "--gpus", "none", .. Options],
        environment: new Dictionary<string, string>(Variables)
        {
            ["PATH"] = $"{_firstOnPath}{(_firstOnPath is null ? "" : ":")}{Environment.GetEnvironmentVariable("PATH")}",

            // Nodes whose own paths are long have their temporary files there; so they go with everything else.
            ["TMPDIR"] = _directory,

            // What a server leaves for the command line of its user is not left for the one who runs the tests.
            ["XDG_STATE_HOME"] = StateDirectory,
        });

    private async Task WaitForEndpointAsync(DateTime? before)
    {
        await Wait.UntilAsync(
            "starting the server",
            $"its address in {EndpointFile}",
            () => _program.HasExited || (File.Exists(EndpointFile) && File.GetLastWriteTimeUtc(EndpointFile) != before),
            () => $"nothing there; stderr: {Error}");
        Assert.False(_program.HasExited, $"the server ended instead of serving: {_program.Output}{Error}");
        Api = new Api(new Uri(File.ReadAllText(EndpointFile).Trim()), Token);
    }
}
