using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>What is known of an open file or directory (statx(2)).</summary>
/// <param name="Mount">Id of the mount it lies on: two directories of one tree with different ids have a mount between them, a bind mount
/// included.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStatus(FileKind Kind, uint Mode, ulong Device, ulong Inode, ulong Mount)
{
    private const uint TypeBits = 0xF000;

    /// <summary>Uid of the owner.</summary>
    public uint Owner { get; init; }

    /// <summary>In bytes.</summary>
    public long Size { get; init; }

    /// <summary>When the content last changed, to 100 ns.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>
    /// Null when the name is not there. Only what the kernel knows is told: the server of a mount may be dead, and would be waited for.
    /// </summary>
    /// <param name="name">Empty text (one NUL) is the directory itself.</param>
    public static FileStatus? Find(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        int flags = Libc.AT_EMPTY_PATH | Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT | Libc.AT_STATX_DONT_SYNC;
        const uint Wanted = Libc.StatXBuffer.STATX_BASIC_STATS | Libc.StatXBuffer.STATX_MNT_ID;
        if (Libc.StatX(directory, name, flags, Wanted, out Libc.StatXBuffer status) != 0)
            return null;

        ulong mount = (status.Mask & Libc.StatXBuffer.STATX_MNT_ID) != 0 ? status.MountId : name is [0] ? MountOf(directory) : 0;
        ulong device = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor;
        return new FileStatus(KindOf(status.Mode), status.Mode & 0xFFFu, device, status.Inode, mount)
        {
            Owner = status.User,
            Size = (long)status.Size,
            Modified = TimeOf(status.ModifiedSeconds, status.ModifiedNanoseconds),
        };
    }

    /// <summary>Whether both are one file or directory, at one place.</summary>
    public bool IsSame(FileStatus other) => (Device, Inode, Mount) == (other.Device, other.Inode, other.Mount);

    /// <exception cref="IOException">The kernel does not tell.</exception>
    public static FileStatus Of(SafeFileHandle handle) => Find(handle, "\0"u8) ?? throw Errno.ToException(Errno.Last, "statx");

    /// <summary>Kernels before Linux 5.8 tell the mount of a descriptor in /proc only.</summary>
    internal static ulong MountOf(SafeFileHandle handle)
    {
        const string Key = "mnt_id:";
        IEnumerable<string> lines = File.ReadLines($"/proc/self/fdinfo/{handle.DangerousGetHandle()}");
        string line = lines.First(line => line.StartsWith(Key, StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(Key.Length).Trim());
    }

    /// <summary>A file may carry any time (utimensat(2)): what .NET cannot say becomes the nearest that it can.</summary>
    private static DateTimeOffset TimeOf(long seconds, uint nanoseconds) =>
        seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() ? DateTimeOffset.MinValue
        : seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);

    private static FileKind KindOf(uint mode) => (mode & TypeBits) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.Link,
        _ => FileKind.Special,
    };
}
