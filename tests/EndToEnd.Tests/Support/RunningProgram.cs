using System.Diagnostics;
using System.Text;
using BatchAi.Linux;

namespace BatchAi.EndToEnd.Tests;

/// <summary>A dotnet program of ours as a process of its own.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private RunningProgram(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Read(_output);

    public string Error => Read(_error);

    /// <param name="environment">On top of this process's own.</param>
    /// <param name="outlivesTerminal">As nohup starts it.</param>
    public static RunningProgram Start(
        string assembly,
        IEnumerable<string> words,
        string? directory = null,
        IReadOnlyDictionary<string, string>? environment = null,
        bool outlivesTerminal = false) =>
        StartAny("dotnet", [assembly, .. words], directory, environment, outlivesTerminal);

    /// <summary>Any program, by its name or path.</summary>
    public static RunningProgram StartAny(
        string program,
        IEnumerable<string> words,
        string? directory = null,
        IReadOnlyDictionary<string, string>? environment = null,
        bool outlivesTerminal = false)
    {
        // What a shell starts in the background ignores SIGINT, and so would its children; env becomes the program, so the pid
        // is the program's.
        string hangUp = outlivesTerminal ? "ignore" : "default";
        ProcessStartInfo start = new("env", ["--default-signal=INT", $"--{hangUp}-signal=HUP", program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new RunningProgram(start);
    }

    public static async Task<ProcessOutcome> RunAsync(
        string assembly,
        IEnumerable<string> words,
        string? directory = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using RunningProgram program = Start(assembly, words, directory, environment);
        return await program.EndAsync(string.Join(' ', words));
    }

    /// <summary>The outcome; a program that does not end is killed, and fails the test.</summary>
    public async Task<ProcessOutcome> EndAsync(string phase)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Wait.Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail(
                $"{phase}: expected the process to end within {Wait.Patience.TotalSeconds:0} s; seen: still running\nstdout: "
                + $"{Output}\nstderr: {Error}"
            );
        }

        return new ProcessOutcome(_process.ExitCode, Output, Error);
    }

    /// <summary>As Ctrl+C does it.</summary>
    public void Interrupt() => Signals.Send(Pid, Signal.Interrupt);

    /// <summary>Its terminal is closed.</summary>
    public void HangUp() => Signals.Send(Pid, Signal.HangUp);

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        lock (to)
            to.Append(line).Append(line is null ? "" : "\n");
    }

    private static string Read(StringBuilder from)
    {
        lock (from)
            return from.ToString();
    }
}
