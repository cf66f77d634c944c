using System.Runtime.InteropServices;
using System.Text.Json;

namespace BatchAi.NodeAgent;

/// <summary>
/// The program <c>runner DIRECTORY</c>: runs one command, writes down how it ended, and leaves no process behind. It is no child of the agent's session,
/// so it outlives the agent; every process below it that loses its parent becomes its child, so none escapes.
/// </summary>
internal sealed class Runner
{
    private readonly RunFiles _files;
    private readonly RunSpec _spec;
    private readonly Lock _gate = new();
    private bool _stopAsked;
    private bool _killing;

    private Runner(RunFiles files, RunSpec spec) => (_files, _spec) = (files, spec);

    public static int RunIn(string directory)
    {
        RunFiles files = new(directory);
        Native.SetSid();
        Native.BecomeSubreaper();
        Redirect(files.Log, 2);
        RunSpec spec;
        using (Stream input = Console.OpenStandardInput())
            spec = JsonSerializer.Deserialize(input, AgentJson.Default.RunSpec) ?? throw new InvalidOperationException("No specification came through the pipe");

        return Claim(files) ? new Runner(files, spec).Run() : 0;
    }

    /// <summary>False when another runner already is, or was, responsible for this directory.</summary>
    private static bool Claim(RunFiles files)
    {
        string mine = $"{files.Runner}.{Environment.ProcessId}";
        AtomicFile.WriteJson(mine, RunnerIdentity.OfThisProcess(), AgentJson.Default.RunnerIdentity);
        try
        {
            File.Move(mine, files.Runner, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(files.Runner))
        {
            File.Delete(mine);
            return false;
        }
    }

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
        while (true)
        {
            int reaped = Native.WaitPid(-1, out int status, 0);
            if (reaped < 0 && Marshal.GetLastPInvokeError() != Native.EINTR)
                return 0;
            if (reaped != main || reaped <= 0)
                continue;

            bool stopped;
            lock (_gate)
                stopped = _stopAsked;
            Record(Result(CodeOf(status)) with { Stopped = stopped });
            KillAll();
        }
    }

    private int Start()
    {
        if (File.Exists(_files.Stop))
        {
            Record(Result(128 + Native.SIGTERM) with { Stopped = true });
            return 0;
        }

        int output = JobUser.Act(_spec.User, () => OpenForAppend(_spec.OutputFile));
        int error = JobUser.Act(_spec.User, () => OpenForAppend(_spec.ErrorFile));
        if (output < 0 || error < 0)
            return Refuse($"the output file {(output < 0 ? _spec.OutputFile : _spec.ErrorFile)} cannot be opened");
        if (!Directory.Exists(_spec.WorkingDirectory))
            return Refuse($"the working directory {_spec.WorkingDirectory} does not exist");

        Environment.CurrentDirectory = _spec.WorkingDirectory;
        (int pid, int failure) = BashProcess.Start(_spec.CommandLine, _spec.Environment, output, error, _spec.User);
        Native.Close(output);
        Native.Close(error);
        return failure == 0 ? pid : Refuse($"bash cannot be started: {Marshal.GetPInvokeErrorMessage(failure)}");
    }

    /// <summary>There is no child then, so the wait that follows ends at once.</summary>
    private int Refuse(string problem)
    {
        Record(Result(126) with { Problem = problem });
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
                AtomicFile.WriteJson(_files.Result, result, AgentJson.Default.RunResult, toDisk: true);
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
        Signal(Native.SIGTERM);
        long deadline = Environment.TickCount64 + (long)(_spec.StopGraceSeconds * 1000);
        while (Environment.TickCount64 < deadline)
            Thread.Sleep(10);

        while (true)
        {
            Signal(Native.SIGKILL);
            Thread.Sleep(20);
        }
    }

    private static void Signal(int signal)
    {
        foreach (int pid in ProcessTable.Descendants(Environment.ProcessId))
            Native.Kill(pid, signal);
    }

    private static int CodeOf(int status) => (status & 0x7F) is > 0 and int signal ? 128 + signal : (status >> 8) & 0xFF;

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
        Redirect("/dev/null", 1);
        Redirect("/dev/null", 0);
    }

    private static void Redirect(string path, int descriptor)
    {
        int file = OpenForAppend(path);
        if (file < 0)
            return;

        Native.Dup2(file, descriptor);
        Native.Close(file);
    }

    private static int OpenForAppend(string path) =>
        Native.Open(path, Native.O_WRONLY | Native.O_CREAT | Native.O_APPEND | Native.O_CLOEXEC, Convert.ToInt32("644", 8));
}
