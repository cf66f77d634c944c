using System.Runtime.InteropServices;
using System.Text.Json;
using BatchAi.Linux;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.NodeAgent;

/// <summary>
/// The program <c>runner DIRECTORY</c>: runs one command, writes down how it ended, and leaves no process behind,
/// unless the command is one that may: then it goes on as their parent until the last of them ends or it is told to end them. It is
/// no child of the agent's session, so it outlives the agent; every process below it that loses its parent becomes its
/// child, so none escapes.
/// </summary>
internal sealed class Runner
{
    private const string Bash = "/bin/bash";

    /// <summary>umask 022, as on an ordinary Linux: the agent keeps its own files to itself, a job its files to be read.</summary>
    private const UnixFileMode Withheld = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly RunFiles _files;
    private readonly RunSpec _spec;
    private readonly Lock _gate = new();
    private bool _stopAsked;
    private bool _killing;

    private Runner(RunFiles files, RunSpec spec) => (_files, _spec) = (files, spec);

    public static int RunIn(string directory)
    {
        RunFiles files = new(directory);
        ThisProcess.StartSession();
        ThisProcess.BecomeSubreaper();
        ThisProcess.Redirect(files.Log, 2);
        RunSpec spec;
        using (Stream input = Console.OpenStandardInput())
            spec =
                JsonSerializer.Deserialize(input, AgentJson.Default.RunSpec)
                ?? throw new InvalidOperationException("No specification came through the pipe");

        return Claim(files) ? new Runner(files, spec).Run() : 0;
    }

    /// <summary>False when another runner already is, or was, responsible for this directory.</summary>
    private static bool Claim(RunFiles files) =>
        JsonFile.TryCreate(files.Runner, RunnerIdentity.OfThisProcess(), AgentJson.Default.RunnerIdentity, AgentState.Lasts);

    private int Run()
    {
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            lock (_gate)
                _stopAsked = true;
            KillAll();
        });

        int main = Start();
        SayStarted();
        while (ChildProcess.WaitForAny() is var (ended, exitCode))
        {
            if (ended != main)
                continue;

            bool stopped;
            lock (_gate)
                stopped = _stopAsked;
            Record(Result(exitCode) with { Stopped = stopped });
            if (stopped || !_spec.LeavesProcesses || exitCode != 0)
                KillAll();
        }
        return 0;
    }

    private int Start()
    {
        if (File.Exists(_files.Stop))
        {
            Record(Result(128 + (int)Signal.Terminate) with { Stopped = true });
            return 0;
        }

        if (ProcessSpace.ProblemOf(_spec.CommandLine, _spec.Environment) is { } tooLarge)
            return Refuse(tooLarge, ProcessSpace.TooLarge);

        // The runner has a single thread here that makes files.
        UnixFileMode own = ThisProcess.Withhold(Withheld);
        try
        {
            return StartBash();
        }
        finally
        {
            ThisProcess.Withhold(own);
        }
    }

    private int StartBash()
    {
        JobUser? writer = _spec.OutputUser ?? _spec.User;
        using SafeFileHandle output = JobUser.Act(writer, () => ThisProcess.OpenForAppend(_spec.OutputFile));
        using SafeFileHandle error = JobUser.Act(writer, () => ThisProcess.OpenForAppend(_spec.ErrorFile));
        if (output.IsInvalid || error.IsInvalid)
            return Refuse($"the output file {(output.IsInvalid ? _spec.OutputFile : _spec.ErrorFile)} cannot be opened");
        if (!Directory.Exists(_spec.WorkingDirectory))
            return Refuse($"the working directory {_spec.WorkingDirectory} does not exist");

        Environment.CurrentDirectory = _spec.WorkingDirectory;
        string[] words = [.. _spec.User?.Prefix ?? [], Bash, "-c", _spec.CommandLine];
        (int pid, string? failure) = ChildProcess.Start(words, _spec.Environment, output, error);
        return failure is null ? pid : Refuse($"bash cannot be started: {failure}");
    }

    /// <summary>There is no child then, so the wait that follows ends at once.</summary>
    private int Refuse(string problem, string? code = null)
    {
        Record(Result(126) with { Problem = problem, ProblemCode = code });
        return 0;
    }

    private static RunResult Result(int exitCode) => new() { ExitCode = exitCode, EndedAt = TimeProvider.System.GetUtcNow() };

    /// <summary>On a full disk it waits for room: the exit code is the one thing nobody can find out again.</summary>
    private void Record(RunResult result)
    {
        while (true)
        {
            try
            {
                JsonFile.Write(_files.Result, result, AgentJson.Default.RunResult, Survives.MachineCrash);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                // The instance was removed with all that is in it: nobody is left to read the result.
                return;
            }
            catch (IOException full)
            {
                Console.Error.WriteLine($"The result cannot be written yet: {full.Message}");
                Thread.Sleep(TimeSpan.FromSeconds(1));
            }
        }
    }

    private void KillAll()
    {
        lock (_gate)
        {
            if (_killing)
                return;
            _killing = true;
        }
        new Thread(KillUntilNoneIsLeft) { IsBackground = true }.Start();
    }

    /// <summary>The program ends under this thread as soon as the last child is reaped.</summary>
    private void KillUntilNoneIsLeft()
    {
        SendToAll(Signal.Terminate);
        long began = Environment.TickCount64;
        while (Environment.TickCount64 < began + (long)(Grace() * 1000))
            Thread.Sleep(10);

        while (true)
        {
            SendToAll(Signal.Kill);
            Thread.Sleep(20);
        }
    }

    private double Grace()
    {
        lock (_gate)
            return _stopAsked ? _spec.StopGraceSeconds : _spec.LeftOverGraceSeconds ?? _spec.StopGraceSeconds;
    }

    private static void SendToAll(Signal signal)
    {
        foreach (ProcessStat process in ProcessTable.Descendants(Environment.ProcessId))
            Signals.Send(process.Id, signal);
    }

    /// <summary>Tells the agent that the command runs, and lets go of everything that was the agent's.</summary>
    private static void SayStarted()
    {
        using (Stream toAgent = Console.OpenStandardOutput())
        {
            try
            {
                toAgent.Write("started\n"u8);
            }
            catch (IOException)
            {
                // The agent is gone; the next one finds this runner by its identity file.
            }
        }
        ThisProcess.Redirect("/dev/null", 1);
        ThisProcess.Redirect("/dev/null", 0);
    }
}
