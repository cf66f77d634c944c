namespace BatchAi.Linux;

/// <summary>A file that one process at a time may hold (flock(2)). The kernel lets go of it when the process dies, whatever way.</summary>
public static class FileLock
{
    /// <summary>Null when another holds it; else dispose of it to let go.</summary>
    /// <exception cref="IOException">The file cannot be opened or made.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when ((held.HResult & 0xFFFF) == Errno.EAGAIN)
        {
            return null;
        }
    }
}
