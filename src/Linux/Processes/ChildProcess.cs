using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// Starts children with their output going straight to files, in a process group of their own and with untouched signals, and waits for
/// all that this process has. <see cref="System.Diagnostics.Process"/> can do none of it, and it would reap children that the caller
/// waits for.
/// </summary>
public static class ChildProcess
{
    /// <summary>The C library's own sizes are 80 and 336 bytes; the types are opaque, so leave room.</summary>
    private const nuint OpaqueSize = 1024;

    /// <param name="words">The program's path and its arguments.</param>
    /// <param name="environment">All that it gets of an environment.</param>
    /// <returns>The pid, or the error number and what it means.</returns>
    public static (int Pid, string? Error) Start(
        IReadOnlyList<string> words, IEnumerable<KeyValuePair<string, string>> environment, SafeFileHandle output, SafeFileHandle error)
    {
        using NativeStrings arguments = new(words);
        using NativeStrings variables = new(environment.Select(variable => $"{variable.Key}={variable.Value}"));
        using NativeBytes actions = new(OpaqueSize), attributes = new(OpaqueSize), signals = new(NativeBytes.SignalSet);

        Must(Libc.FileActionsInit(actions.Pointer));
        Must(Libc.FileActionsAddOpen(actions.Pointer, 0, "/dev/null", 0, 0));
        Must(Libc.FileActionsAddDup2(actions.Pointer, output, 1));
        Must(Libc.FileActionsAddDup2(actions.Pointer, error, 2));

        Must(Libc.AttributesInit(attributes.Pointer));
        const short Flags = Libc.POSIX_SPAWN_SETPGROUP | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK;
        Must(Libc.AttributesSetFlags(attributes.Pointer, Flags));
        Must(Libc.AttributesSetProcessGroup(attributes.Pointer, 0));
        Must(Libc.SigFillSet(signals.Pointer));
        Must(Libc.AttributesSetSignalDefaults(attributes.Pointer, signals.Pointer));
        Must(Libc.SigEmptySet(signals.Pointer));
        Must(Libc.AttributesSetSignalMask(attributes.Pointer, signals.Pointer));

        int failure = Libc.PosixSpawn(out int pid, words[0], actions.Pointer, attributes.Pointer, arguments.Pointer, variables.Pointer);
        Must(Libc.AttributesDestroy(attributes.Pointer));
        Must(Libc.FileActionsDestroy(actions.Pointer));
        return failure == 0 ? (pid, null) : (0, Errno.Text(failure));
    }

    /// <summary>Waits until any child has ended, adopted ones included, and lets go of it; null when there is none.</summary>
    public static (int Pid, int ExitCode)? WaitForAny()
    {
        int pid, status;
        do
            pid = Libc.WaitPid(-1, out status, 0);
        while (pid < 0 && Errno.Last == Errno.EINTR);
        return pid < 0 ? null : (pid, CodeOf(status));
    }

    /// <summary>As a shell tells it: one that was ended by a signal has 128 and the signal's number.</summary>
    private static int CodeOf(int status) => (status & 0x7F) is > 0 and int signal ? 128 + signal : (status >> 8) & 0xFF;

    /// <summary>These calls only fail for lack of memory or wrong arguments.</summary>
    private static void Must(int error)
    {
        if (error != 0)
            throw new InvalidOperationException(Errno.Text(error));
    }
}
