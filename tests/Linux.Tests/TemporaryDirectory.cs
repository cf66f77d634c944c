namespace BatchAi.Linux.Tests;

/// <summary>A directory of a test's own, gone with it.</summary>
/// <param name="inMemory">Where the machine has a file system in memory: for very many files.</param>
internal sealed class TemporaryDirectory(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Root { get; } = inMemory && Directory.Exists(Memory)
        ? OwnerOnly.CreateDirectory($"{Memory}/ba-{Guid.NewGuid():N}")
        : Directory.CreateTempSubdirectory("ba-").FullName;

    public string this[string path] => Path.Combine(Root, path);

    public string Write(string path, string text = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
        return this[path];
    }

    public string MakeDirectory(string path) => Directory.CreateDirectory(this[path]).FullName;

    public string Link(string path, string target)
    {
        File.CreateSymbolicLink(this[path], target);
        return this[path];
    }

    public DirectoryHandle Open(string path = "") => DirectoryHandle.Open(this[path]);

    public void Dispose() => TreeRemoval.Delete(Root);
}
