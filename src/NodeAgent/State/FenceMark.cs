using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>The highest fence this node has begun an attempt of; what comes later with a lower one is an echo of an old decision.</summary>
internal sealed class FenceMark(string path)
{
    public long Highest { get; private set; } = Read(path);

    /// <summary>Remembered on disk before it counts.</summary>
    public void Raise(long fence)
    {
        if (fence <= Highest)
            return;

        AtomicFile.Write(path, $"{fence}\n", AgentState.Lasts);
        Highest = fence;
    }

    private static long Read(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), out long fence) ? fence : long.MinValue;
}
