namespace BatchAi.Linux.Tests;

/// <summary>A directory of a test's own, gone with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("ba-").FullName;

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
