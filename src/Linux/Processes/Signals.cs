using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>Sends signals, of which .NET itself knows SIGKILL alone, and tells which are ignored.</summary>
public static class Signals
{
    /// <summary>
    /// Signals a process if it is still the one that was seen; one that is gone is no error. A process descriptor holds on to the process
    /// while it is compared, so that the signal cannot reach another one that was given its number in between. Where the kernel or a
    /// filter of system calls refuses descriptors, the number is compared and signalled at once, with that race left.
    /// </summary>
    /// <returns>Whether the signal was sent.</returns>
    public static bool Send(ProcessId process, Signal signal)
    {
        using SafeFileHandle? descriptor = ProcessDescriptor.TryOpen(process.Pid);
        if (ProcessTable.Find(process.Pid)?.Id != process)
            return false;

        return descriptor is not null && Libc.Syscall(Libc.SYS_pidfd_send_signal, descriptor, (nint)signal, 0, 0) == 0
            || (descriptor is null || Errno.Last is Errno.ENOSYS or Errno.EPERM) && Libc.Kill(process.Pid, (int)signal) == 0;
    }

    /// <summary>
    /// Signals whatever has this number: right for a child of the caller that nobody has waited for, whose number cannot be given again.
    /// </summary>
    public static bool Send(int pid, Signal signal) => Libc.Kill(pid, (int)signal) == 0;

    /// <summary>Whether this process was started to ignore a signal, as nohup does with <see cref="Signal.HangUp"/>.</summary>
    public static bool IsIgnored(Signal signal)
    {
        const string ignored = "SigIgn:";
        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith(ignored, StringComparison.Ordinal));
        ulong bits = ulong.Parse(mask[ignored.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (bits & (1UL << ((int)signal - 1))) != 0;
    }
}
