namespace BatchAi.AzureAdapters.Tests;

/// <summary>A folder of a test's own, with files that only their owner may use.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("azure-tests-").FullName;

    public string Write(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        string file = Path.Combine(_path, name);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, mode);
        return file;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
