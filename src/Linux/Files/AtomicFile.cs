using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// Files that are either as they were or as they should be, never half written. Two writers of one file do not disturb each other; the
/// later one wins.
/// </summary>
public static partial class AtomicFile
{
    private static long s_written;

    /// <param name="mode">Of the new file; by default only its owner may read it.</param>
    /// <exception cref="IOException">It could not be written; the file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, Survives survives, UnixFileMode mode = OwnerOnly.FileMode)
    {
        string temporary = WriteTemporary(path, content, survives, mode);
        Finish(path, temporary, survives, static (from, to) =>
        {
            File.Move(from, to, overwrite: true);
            return true;
        });
    }

    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte}, Survives, UnixFileMode)"/>
    public static void Write(string path, string content, Survives survives, UnixFileMode mode = OwnerOnly.FileMode) =>
        Write(path, Encoding.UTF8.GetBytes(content), survives, mode);

    /// <summary>Makes a file that is not there yet. Of any number of callers, in any processes, exactly one makes it.</summary>
    /// <returns>False when there is one already, which stays as it is.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content, Survives survives, UnixFileMode mode = OwnerOnly.FileMode)
    {
        string temporary = WriteTemporary(path, content, survives, mode);
        return Finish(path, temporary, survives, TryGiveName);
    }

    /// <summary>
    /// Removes what writers that were killed left behind in a directory. For its only writer, before it writes.
    /// </summary>
    public static void RemoveLeftovers(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*.tmp").Where(file => Temporary().IsMatch(file)))
            File.Delete(file);
    }

    private static string WriteTemporary(string path, ReadOnlySpan<byte> content, Survives survives, UnixFileMode mode)
    {
        // No two writers have the same name, and CreateNew neither follows a link nor takes a file that somebody else laid there.
        long number = Interlocked.Increment(ref s_written);
        string temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{number}.tmp");
        File.Delete(temporary);
        try
        {
            using FileStream file = OwnerOnly.CreateFile(temporary, mode);
            file.Write(content);
            file.Flush(flushToDisk: survives == Survives.MachineCrash);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        return temporary;
    }

    private static bool Finish(string path, string temporary, Survives survives, Func<string, string, bool> giveName)
    {
        bool named = false;
        try
        {
            named = giveName(temporary, path);
        }
        finally
        {
            if (!named)
                File.Delete(temporary);
        }

        if (named && survives == Survives.MachineCrash)
            SynchronizeDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return named;
    }

    /// <summary>
    /// File.Move without overwriting looks first and renames then, so two callers can both succeed. The kernel does it in one step; file
    /// systems that cannot rename so (NFS) can link so.
    /// </summary>
    private static bool TryGiveName(string from, string to)
    {
        if (Libc.RenameAt2(Libc.AT_FDCWD, from, Libc.AT_FDCWD, to, Libc.RENAME_NOREPLACE) == 0)
            return true;
        if (Errno.Last is Errno.EINVAL or Errno.ENOSYS && Libc.Link(from, to) == 0)
        {
            File.Delete(from);
            return true;
        }
        return Errno.Last == Errno.EEXIST ? false : throw Errno.ToException(Errno.Last, to);
    }

    private static void SynchronizeDirectory(string directory)
    {
        using SafeFileHandle handle = Libc.Open(directory, Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (handle.IsInvalid)
            throw Errno.Last == Errno.ENOENT ? new DirectoryNotFoundException(directory) : Errno.ToException(Errno.Last, directory);

        // EINVAL: a file system that has nothing to synchronize there.
        if (Libc.FSync(handle) != 0 && Errno.Last != Errno.EINVAL)
            throw Errno.ToException(Errno.Last, directory);
    }

    [GeneratedRegex(@"\.[0-9]+-[0-9]+\.tmp\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Temporary();
}
