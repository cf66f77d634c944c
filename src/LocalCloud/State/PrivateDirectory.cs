namespace BatchAi.LocalCloud;

/// <summary>Directories only their owner may enter.</summary>
internal static class PrivateDirectory
{
    public static string Make(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
