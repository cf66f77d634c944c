using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>One agent a node: the lock file, with the holder's pid in it.</summary>
internal static class AgentLock
{
    /// <summary>Null when another agent holds it.</summary>
    public static IDisposable? TryTake(string path)
    {
        if (FileLock.TryTake(path) is not { } file)
            return null;

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        file.Flush();
        return file;
    }
}
