namespace BatchAi.LocalHost;

/// <summary>What whoever starts a server should know about who can do what on the machine then.</summary>
internal static class StartWarnings
{
    /// <summary>One line each.</summary>
    /// <param name="isRoot">Whether the server's user is root.</param>
    public static IEnumerable<string> Of(ServeOptions options, bool isRoot)
    {
        string asWhom = options.RunJobsAs ?? (isRoot ? "root" : "your user");
        if (options.WithoutToken)
            yield return "--no-token: every user of this machine, and every program on it, can run commands as "
                + $"{(isRoot ? "root" : asWhom)} through this server.";
        if (options.TokenWasShown)
            yield return "the token stands on the command line, where every user of this machine can read it; use --token-file, or the "
                + "variable BATCHAI_SERVE_TOKEN.";
        if (isRoot && options.RunJobsAs is null)
            yield return "jobs run as root and can do anything on this machine; --run-jobs-as USER runs them as another user.";
    }
}
