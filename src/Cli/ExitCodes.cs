namespace BatchAi.Cli;

/// <summary>What <c>batchai</c> exits with, unless a followed job ended: then the job's own exit code. Documented in docs/cli.md.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The server refused, or a job ended without an exit code of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file it names is wrong.</summary>
    public const int Usage = 2;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>No server is known, or it does not answer.</summary>
    public const int NoServer = 4;

    /// <summary>Ctrl+C; a followed job goes on without us.</summary>
    public const int Interrupted = 130;
}
