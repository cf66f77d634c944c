using BatchAi.Linux;

namespace BatchAi.LocalHost;

/// <summary>
/// Leaves the data directory of the server that started last where the command line of the same user looks from any
/// working directory. Address and token stay in the data directory: what has to be secret is written once.
/// </summary>
internal static class LastServer
{
    /// <summary><c>batchai/data-directory</c> below the user's directory for state; read by the command line.</summary>
    public static void Remember(string dataDirectory)
    {
        if (StateDirectory() is not { } state)
            return;

        try
        {
            string directory = Path.Combine(state, "batchai");
            Directory.CreateDirectory(directory, OwnerOnly.DirectoryMode);
            AtomicFile.Write(Path.Combine(directory, "data-directory"), Path.GetFullPath(dataDirectory) + "\n", LocalServer.Announced);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A user without a home of their own still has a server; the command line finds it on its default port or by BATCHAI_DATA.
        }
    }

    /// <summary>XDG_STATE_HOME, or its default. Source: XDG Base Directory Specification, version 0.8.</summary>
    private static string? StateDirectory() => Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".local", "state")
        : null;
}
