using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// A descriptor that stands for a process, which need not be our child (pidfd_open(2), Linux 5.3). It becomes readable when the process
/// has ended, so its end can be waited for without looking again and again.
/// </summary>
public static class ProcessDescriptor
{
    /// <summary>Of the waiting thread, in bytes: it only calls poll.</summary>
    private const int StackSize = 256 * 1024;

    /// <summary>Null where there is no such process, or the kernel, or a filter of system calls, refuses.</summary>
    public static SafeFileHandle? TryOpen(int pid)
    {
        nint descriptor = Libc.Syscall(Libc.SYS_pidfd_open, pid, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Returns when the process has ended, or at a cancellation, without an exception.</summary>
    public static async Task WaitForExitAsync(SafeFileHandle process, CancellationToken cancellation)
    {
        using SafeFileHandle bell = Libc.EventFd(0, Libc.O_CLOEXEC);
        if (bell.IsInvalid)
            throw Errno.ToException(Errno.Last, "eventfd");

        TaskCompletionSource returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Poll(process, bell, returned), StackSize) { IsBackground = true, Name = "process end" }.Start();
        await using CancellationTokenRegistration ring =
            cancellation.UnsafeRegister(static state => Libc.Write((SafeFileHandle)state!, 1, sizeof(ulong)), bell);
        await returned.Task;
    }

    private static void Poll(SafeFileHandle process, SafeFileHandle bell, TaskCompletionSource returned)
    {
        Libc.PollDescriptor[] descriptors =
        [
            new() { Descriptor = (int)process.DangerousGetHandle(), Events = Libc.POLLIN },
            new() { Descriptor = (int)bell.DangerousGetHandle(), Events = Libc.POLLIN },
        ];
        int ready;
        do
            ready = Libc.Poll(ref descriptors[0], (nuint)descriptors.Length, -1);
        while (ready < 0 && Errno.Last == Errno.EINTR);

        if (ready < 0)
            returned.SetException(Errno.ToException(Errno.Last, "poll"));
        else
            returned.SetResult();
    }
}
