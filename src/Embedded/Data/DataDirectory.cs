using System.Globalization;
using BatchAi.Linux;

namespace BatchAi.Embedded;

/// <summary>
/// The one directory in which LocalHost keeps everything, open for one process at a time and for its owner alone (0700).
/// The lock is the operating system's: it goes with the process, also on kill -9.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream @lock)
    {
        Root = root;
        _lock = @lock;
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>Database of the facts (tables).</summary>
    public string FactsFile => PathOf("facts.db");

    /// <summary>Database of the durable engine; may be deleted while stopped, the facts bring everything back.</summary>
    public string EngineFile => PathOf("engine.db");

    /// <summary>Key of the secrets kept in the facts.</summary>
    public string SecretKeyFile => PathOf("secrets.key");

    /// <summary>Directories that stand in for mounted shares and containers.</summary>
    public string VolumesDirectory => PathOf("volumes");

    /// <summary>State of the local cloud: scale sets, instances and their disks.</summary>
    public string CloudDirectory => PathOf("cloud");

    /// <summary>Opens a directory, making it and its parents when they are not there.</summary>
    /// <exception cref="DataDirectoryException">In use, not writable, not a directory, disk full: the message says which.</exception>
    public static DataDirectory Open(string path)
    {
        string root = Path.GetFullPath(path);
        return DiskErrors.Explained(root, () =>
        {
            Secure(root);
            FileStream @lock = Lock(root);
            try
            {
                AtomicFile.RemoveLeftovers(root);
                File.WriteAllText(PidFile(root), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            }
            catch
            {
                @lock.Dispose();
                throw;
            }

            return new DataDirectory(root, @lock);
        });
    }

    /// <summary>A file or directory inside, by a name of our own making.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    public void Dispose()
    {
        File.Delete(PidFile(Root));
        _lock.Dispose();
    }

    private static string LockFile(string root) => Path.Combine(root, "lock");

    // Apart from the lock, because a locked file cannot be opened to read who holds it.
    private static string PidFile(string root) => Path.Combine(root, "pid");

    private static void Secure(string root)
    {
        for (string? part = root; part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
                throw new DataDirectoryException($"{part} is a file; --data needs a directory.");
        }

        if (!Directory.Exists(root))
        {
            OwnerOnly.CreateDirectory(root);
            return;
        }

        if (OwnerOnly.IsClosed(root))
            return;

        // To close /tmp or a home directory because someone mistyped --data would do harm.
        if (Directory.EnumerateFileSystemEntries(root).Any() && !File.Exists(LockFile(root)))
            throw new DataDirectoryException(
                $"{root} has other files in it and is open to other users; name a new or empty directory, or close it with chmod 700.");

        OwnerOnly.CloseDirectory(root);
    }

    private static FileStream Lock(string root) =>
        FileLock.TryTake(LockFile(root))
        ?? throw new DataDirectoryException(
            $"{root} is in use by another LocalHost{Holder(root)}; stop it or name another directory with --data.");

    private static string Holder(string root)
    {
        string pidFile = PidFile(root);
        return File.Exists(pidFile) && File.ReadAllText(pidFile) is { Length: > 0 } pid ? $" (pid {pid})" : "";
    }
}
