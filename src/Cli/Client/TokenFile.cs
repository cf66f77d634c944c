using BatchAi.Linux;

namespace BatchAi.Cli;

/// <summary>Reads tokens from files. Only Linux tells whose a file is and who may open it; elsewhere no server leaves one.</summary>
internal static class TokenFile
{
    /// <summary>The token in a file that the user named: it may be of any owner, a service's for example, but closed to others.</summary>
    /// <exception cref="CliException">It cannot be read, is open to others, or holds no token.</exception>
    public static string Named(string file) => Read(file, SecretFile.Read, ExitCodes.Usage);

    /// <summary>The token that a server left for its own user.</summary>
    /// <exception cref="CliException">It is another user's, open to others, or holds no token.</exception>
    public static string Found(string file) => Read(file, SecretFile.ReadOwn, ExitCodes.NoServer);

    /// <summary>Whether a file or directory belongs to the user who runs this.</summary>
    public static bool IsOwn(string path) => !OperatingSystem.IsLinux() || SecretFile.IsOwn(path);

    private static string Read(string file, Func<string, string> readPrivate, int exitCode)
    {
        try
        {
            string token = (OperatingSystem.IsLinux() ? readPrivate(file) : File.ReadAllText(file)).Trim();
            return SecretFile.IsToken(token)
                ? token
                : throw new CliException(exitCode, $"{file} holds no token: one is a single word of visible ASCII characters.");
        }
        catch (SecretFileException open)
        {
            throw new CliException(exitCode, $"the token is not used: {open.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(exitCode, $"the token cannot be read: {unreadable.Message}");
        }
    }
}
