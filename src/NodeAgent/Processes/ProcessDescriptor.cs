using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.NodeAgent;

/// <summary>
/// Waits for the end of a process that need not be our child, without looking again and again: by a process descriptor, which becomes
/// readable when the process has ended (pidfd_open(2), Linux 5.3).
/// </summary>
internal static class ProcessDescriptor
{
    /// <summary>Of the waiting thread, in bytes: it only calls poll.</summary>
    private const int StackSize = 256 * 1024;

    /// <summary>Null where there is no such process, or the kernel, or a filter of system calls, refuses.</summary>
    public static SafeFileHandle? TryOpen(int pid)
    {
        nint descriptor = Native.Syscall(Native.SYS_pidfd_open, pid, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Returns when the process has ended, or at a cancellation, without an exception.</summary>
    public static async Task WaitForExitAsync(SafeFileHandle process, CancellationToken cancellation)
    {
        using SafeFileHandle bell = new(Native.EventFd(0, Native.O_CLOEXEC), ownsHandle: true);
        if (bell.IsInvalid)
            throw new IOException($"eventfd failed with error {Marshal.GetLastPInvokeError()}");

        TaskCompletionSource returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Poll(process, bell, returned), StackSize) { IsBackground = true, Name = "process end" }.Start();
        await using CancellationTokenRegistration ring =
            cancellation.UnsafeRegister(static state => Native.Ring((SafeFileHandle)state!), bell);
        await returned.Task;
    }

    private static void Poll(SafeFileHandle process, SafeFileHandle bell, TaskCompletionSource returned)
    {
        Native.PollDescriptor[] descriptors =
        [
            new() { Descriptor = (int)process.DangerousGetHandle(), Events = Native.POLLIN },
            new() { Descriptor = (int)bell.DangerousGetHandle(), Events = Native.POLLIN },
        ];
        int ready;
        do
            ready = Native.Poll(ref descriptors[0], (nuint)descriptors.Length, -1);
        while (ready < 0 && Marshal.GetLastPInvokeError() == Native.EINTR);

        if (ready < 0)
            returned.SetException(new IOException($"poll failed with error {Marshal.GetLastPInvokeError()}"));
        else
            returned.SetResult();
    }
}
