using System.Diagnostics;
using System.Text.Json;
using BatchAi.Linux;
using BatchAi.Model;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.NodeAgent;

/// <summary>
/// One command under a runner, as the agent sees it: started at most once, whatever crashes in between, and found again after a restart.
/// </summary>
/// <param name="files">Where agent and runner meet.</param>
/// <param name="mark">Value of <see cref="NodeEnvironment.RunMark"/> in the environment of the runner and all that it starts.</param>
internal sealed class SupervisedRun(RunFiles files, string mark, TimeProvider clock)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_beyondGrace = TimeSpan.FromSeconds(5);

    private Task _exitSeen = new TaskCompletionSource().Task;

    /// <summary>When it was meant to start, on the monotonic clock; null when it never was.</summary>
    public long? IntendedAt => JsonFile.TryRead(files.Intent, AgentJson.Default.RunIntent)?.Timestamp;

    /// <summary>Starts the command unless it was started before.</summary>
    public async Task EnsureStartedAsync(RunSpec spec, CancellationToken cancellation)
    {
        if (IntendedAt is not null)
            await SettleAsync(cancellation);
        if (Identity is not null)
            return;

        Directory.CreateDirectory(files.Directory);
        if (IntendedAt is null)
            JsonFile.Write(files.Intent, new RunIntent { Timestamp = clock.GetTimestamp() }, AgentJson.Default.RunIntent, AgentState.Lasts);
        await SpawnAsync(spec, cancellation);
    }

    /// <summary>Waits until the command and everything it started is gone. Cancelling leaves it running.</summary>
    public async Task<RunEnd> WaitAsync(CancellationToken cancellation)
    {
        while (Identity is { } runner && runner.Runs())
        {
            await UntilEndOrNextLookAsync(runner, cancellation);
            cancellation.ThrowIfCancellationRequested();
        }

        return EndOf(Result) ?? new RunEnd.Vanished();
    }

    /// <summary>Waits until the command itself has ended, whatever it started goes on. Cancelling leaves it running.</summary>
    public async Task<RunEnd> WaitForCommandAsync(CancellationToken cancellation)
    {
        while (Result is null && Identity is { } runner && runner.Runs())
            await Task.WhenAny(_exitSeen, Task.Delay(s_look, clock, cancellation)).WaitAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return EndOf(Result) ?? new RunEnd.Vanished();
    }

    private RunResult? Result => JsonFile.TryRead(files.Result, AgentJson.Default.RunResult);

    private static RunEnd? EndOf(RunResult? result) => result switch
    {
        null => null,
        { Problem: { } problem } => new RunEnd.NotStarted(problem) { Code = result.ProblemCode },
        { Stopped: true } => new RunEnd.Stopped(),
        _ => new RunEnd.Exited(result.ExitCode, result.EndedAt),
    };

    /// <summary>Returns when no process of the command is left; a command that never began is not begun any more.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellation)
    {
        if (!Directory.Exists(files.Directory))
            return;

        AtomicFile.Write(files.Stop, "", AgentState.Lasts);
        await SettleAsync(cancellation);
        long began = clock.GetTimestamp();
        bool asked = false;
        while (Identity is { } runner && runner.Runs())
        {
            bool overdue = clock.GetElapsedTime(began) > grace + s_beyondGrace;
            if (!asked || overdue)
                Signals.Send(runner.Process, overdue ? Signal.Kill : Signal.Terminate);
            asked = true;
            await Task.WhenAny(_exitSeen, Task.Delay(s_look / 4, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Kills, without grace, whatever still carries a mark: what a runner that was itself killed left behind.</summary>
    public static async Task SweepAsync(Predicate<string> mark, TimeProvider clock, CancellationToken cancellation)
    {
        while (ProcessTable.WithVariable(NodeEnvironment.RunMark, mark) is { Count: > 0 } left)
        {
            foreach (ProcessId process in left)
                Signals.Send(process, Signal.Kill);
            await Task.Delay(s_look / 4, clock, cancellation);
        }
    }

    /// <summary>
    /// A job may run for days: the kernel tells of its end. Where it does not, the runner is looked at again and again,
    /// unless it is our own child.
    /// </summary>
    private async Task UntilEndOrNextLookAsync(RunnerIdentity runner, CancellationToken cancellation)
    {
        using SafeFileHandle? process = ProcessDescriptor.TryOpen(runner.Pid);
        if (process is null)
            await Task.WhenAny(_exitSeen, Task.Delay(s_look, clock, cancellation));
        else if (runner.Runs())
            // Only now is it certain that the descriptor is not another process's, which has the runner's number by now.
            await ProcessDescriptor.WaitForExitAsync(process, cancellation);
    }

    private RunnerIdentity? Identity => JsonFile.TryRead(files.Runner, AgentJson.Default.RunnerIdentity);

    /// <summary>An agent may have died right after the spawn: waits until that runner has said who it is, or is gone.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        while (Identity is null && ProcessTable.WithVariable(NodeEnvironment.RunMark, RunMark).Count > 0)
            await Task.Delay(s_look / 4, clock, cancellation);
    }

    /// <summary>The mark of this run's runner alone: its siblings of the same attempt are none of its business.</summary>
    private string RunMark => $"{mark}/{Path.GetFileName(files.Directory)}";

    private async Task SpawnAsync(RunSpec spec, CancellationToken cancellation)
    {
        Dictionary<string, string> forRunner = new()
        {
            [NodeEnvironment.RunMark] = RunMark,
            [NodeEnvironment.Directory] = spec.Environment[NodeEnvironment.Directory],
        };
        Process process =
            Process.Start(RunnerProgram.StartInfo(files.Directory, forRunner))
            ?? throw new InvalidOperationException("No runner was started");
        await using (Stream pipe = process.StandardInput.BaseStream)
        {
            Dictionary<string, string> variables = new(spec.Environment) { [NodeEnvironment.RunMark] = mark };
            RunSpec marked = spec with { Environment = variables };
            await JsonSerializer.SerializeAsync(pipe, marked, AgentJson.Default.RunSpec, CancellationToken.None);
        }
        string? started = await process.StandardOutput.ReadLineAsync(cancellation);
        if (started is null && Identity is null)
            throw new IOException($"The runner did not start: {await process.StandardError.ReadToEndAsync(cancellation)}");

        process.StandardOutput.Dispose();
        process.StandardError.Dispose();
        _exitSeen = process.WaitForExitAsync(CancellationToken.None);
    }
}
