using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// An open directory. Everything in it is named by one step and reached through the descriptor, so whatever anybody does to the path
/// meanwhile, and whatever links they lay, it is this directory that is read and changed. No operation follows a link.
/// </summary>
public sealed class DirectoryHandle : IDisposable
{
    private const int ListingBuffer = 32 * 1024;

    private readonly string _path;

    private DirectoryHandle(SafeFileHandle handle, string path) => (Handle, _path) = (handle, path);

    internal SafeFileHandle Handle { get; }

    /// <summary>Opens a directory by a path that is trusted: links in it are followed.</summary>
    public static DirectoryHandle Open(string path)
    {
        SafeFileHandle handle = Libc.Open(path, Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return handle.IsInvalid ? throw Errno.ToException(Errno.Last, path) : new DirectoryHandle(handle, path);
    }

    /// <exception cref="IOException">It is a link, no directory, or cannot be opened.</exception>
    public DirectoryHandle OpenDirectory(FileName name)
    {
        int error = TryOpenDirectory(name.Terminated, $"{_path}/{name}", out DirectoryHandle? opened);
        return opened ?? throw Errno.ToException(error, $"{_path}/{name}");
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It is a link, no regular file, or cannot be opened.</exception>
    public SafeFileHandle OpenFile(FileName name)
    {
        // Without O_NONBLOCK, opening a pipe would wait for a writer.
        SafeFileHandle file = Libc.OpenAt(Handle, name.Terminated, Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
        if (file.IsInvalid)
            throw Errno.ToException(Errno.Last, $"{_path}/{name}");
        if (FileStatus.Of(file).Kind == FileKind.File)
            return file;

        file.Dispose();
        throw new IOException($"{_path}/{name} is not a regular file");
    }

    /// <summary>Opens a file below this directory for reading, without following a link in any step.</summary>
    /// <param name="path">Relative, its steps separated by slashes; <c>..</c> is refused.</param>
    /// <exception cref="IOException">A step is a link or not there, or the last one is no regular file.</exception>
    public SafeFileHandle OpenFileBelow(string path) => OpenFileBelow(Steps(path));

    /// <inheritdoc cref="OpenFileBelow(string)"/>
    /// <param name="path">At least one step.</param>
    public SafeFileHandle OpenFileBelow(IReadOnlyList<FileName> path)
    {
        FileName[] steps = [.. path];
        using DirectoryHandle parent = Walk(steps.AsSpan(..^1));
        return parent.OpenFile(steps[^1]);
    }

    /// <summary>Opens a directory below this one, without following a link in any step.</summary>
    /// <inheritdoc cref="OpenFileBelow(string)"/>
    public DirectoryHandle OpenDirectoryBelow(string path)
    {
        FileName[] steps = Steps(path);
        using DirectoryHandle parent = Walk(steps.AsSpan(..^1));
        return parent.OpenDirectory(steps[^1]);
    }

    /// <summary>All entries, in no order.</summary>
    public IReadOnlyList<DirectoryEntry> List()
    {
        Rewind();
        List<DirectoryEntry> all = [];
        while (ReadSome(all.Add))
        {
        }
        return all;
    }

    public void MakeDirectory(FileName name, UnixFileMode mode = OwnerOnly.DirectoryMode) =>
        Must(Libc.MakeDirectoryAt(Handle, name.Terminated, (uint)mode), name);

    /// <summary>Removes what is no directory; of a link, the link itself.</summary>
    public void RemoveFile(FileName name) => Must(Libc.UnlinkAt(Handle, name.Terminated, 0), name);

    /// <summary>Removes an empty directory.</summary>
    public void RemoveDirectory(FileName name) => Must(Libc.UnlinkAt(Handle, name.Terminated, Libc.AT_REMOVEDIR), name);

    /// <summary>Gives an entry another name, here or in another directory of the same mount.</summary>
    /// <param name="replace">Whether an entry of the new name may be replaced; if not, it is an error (<see cref="IOException"/>).</param>
    public void Rename(FileName name, DirectoryHandle to, FileName newName, bool replace) => Must(
        replace
            ? Libc.RenameAt(Handle, name.Terminated, to.Handle, newName.Terminated)
            : Libc.RenameAt2(Handle, name.Terminated, to.Handle, newName.Terminated, Libc.RENAME_NOREPLACE),
        name);

    public void Dispose() => Handle.Dispose();

    /// <summary>The error number, 0 when it was opened.</summary>
    internal int TryOpenDirectory(ReadOnlySpan<byte> name, string path, out DirectoryHandle? opened, int alsoFlags = 0)
    {
        SafeFileHandle handle = Libc.OpenAt(Handle, name, Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC | alsoFlags, 0);
        int error = handle.IsInvalid ? Errno.Last : 0;
        opened = error == 0 ? new DirectoryHandle(handle, path) : null;
        return error;
    }

    /// <summary>The directory that a descriptor was opened for, also one that only passes through it (O_PATH).</summary>
    /// <param name="path">How it is called in errors.</param>
    internal static DirectoryHandle OpenAgain(SafeFileHandle directory, string path)
    {
        SafeFileHandle handle = Libc.OpenAt(directory, ".\0"u8, Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return handle.IsInvalid ? throw Errno.ToException(Errno.Last, path) : new DirectoryHandle(handle, path);
    }

    /// <summary>Begins the listing anew.</summary>
    internal void Rewind() => _ = Libc.Seek(Handle, 0, Libc.SEEK_SET);

    /// <summary>Hands over the next entries of the listing; false at its end, where one is that is removed meanwhile.</summary>
    internal bool ReadSome(Action<DirectoryEntry> take)
    {
        Span<byte> buffer = stackalloc byte[ListingBuffer];
        nint length = Libc.GetDirectoryEntries(Handle, buffer, ListingBuffer);
        if (length < 0)
            return Errno.Last == Errno.ENOENT ? false : throw Errno.ToException(Errno.Last, _path);

        // struct linux_dirent64: inode (8 bytes), offset (8), length of the record (2), type (1), name up to a NUL.
        ReadOnlySpan<byte> rest = buffer[..(int)length];
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> name = rest[19..];
            if (FileName.TryParse(name[..name.IndexOf((byte)0)], out FileName parsed))
                take(new DirectoryEntry(parsed, KindOf(rest[18])));
            rest = rest[BinaryPrimitives.ReadUInt16LittleEndian(rest[16..])..];
        }
        return length > 0;
    }

    /// <summary>
    /// Intermediate directories need only be passed through (O_PATH), which takes the right to search them but not to list them.
    /// </summary>
    private DirectoryHandle Walk(ReadOnlySpan<FileName> steps)
    {
        DirectoryHandle at = this;
        foreach (FileName step in steps)
        {
            string path = $"{at._path.TrimEnd('/')}/{step}";
            int error = at.TryOpenDirectory(step.Terminated, path, out DirectoryHandle? next, Libc.O_PATH);
            if (at != this)
                at.Dispose();
            at = next ?? throw Errno.ToException(error, path);
        }
        return at == this ? new DirectoryHandle(new SafeFileHandle(Handle.DangerousGetHandle(), ownsHandle: false), _path) : at;
    }

    private static FileName[] Steps(string path)
    {
        FileName[] steps = path.StartsWith('/') ? [] : [.. path.Split('/').Where(step => step is not ("" or ".")).Select(FileName.Of)];
        return steps.Length > 0 ? steps : throw new ArgumentException($"'{path}' is not a path below a directory", nameof(path));
    }

    private void Must(int result, FileName name)
    {
        if (result != 0)
            throw Errno.ToException(Errno.Last, $"{_path}/{name}");
    }

    private static FileKind KindOf(byte type) => type switch
    {
        0 => FileKind.Unknown,
        4 => FileKind.Directory,
        8 => FileKind.File,
        10 => FileKind.Link,
        _ => FileKind.Special,
    };
}
