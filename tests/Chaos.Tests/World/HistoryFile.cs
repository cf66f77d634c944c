namespace BatchAi.Chaos.Tests;

/// <summary>
/// Where a world keeps the engine's history between lives: in memory where the system has such a directory, so that
/// hundreds of worlds cost the disk nothing.
/// </summary>
internal sealed class HistoryFile : IDisposable
{
    private const string InMemory = "/dev/shm";

    private readonly string _directory = Directory
        .CreateDirectory(Path.Join(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"batchai-chaos-{Guid.NewGuid():N}"))
        .FullName;

    public string FilePath => Path.Join(_directory, "engine.db");

    public void Lose()
    {
        foreach (string file in Directory.GetFiles(_directory))
            File.Delete(file);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
