namespace BatchAi.NodeAgent;

/// <summary>One agent a node: an exclusive lock (flock) that the kernel lets go of when the agent dies, whatever way.</summary>
internal static class AgentLock
{
    /// <summary>Null when another agent holds it.</summary>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            file.Flush();
            return file;
        }
        catch (IOException held) when ((held.HResult & 0xFFFF) == Native.EAGAIN)
        {
            return null;
        }
    }
}
