namespace BatchAi.Model;

/// <summary>Bounds of what a body may ask for.</summary>
public static class Limits
{
    /// <summary>Nodes of a cluster and of a job: what one uniform scale set of marketplace images holds.</summary>
    public const int MostNodes = 1000;

    /// <summary>Processes of a job over all its nodes: eight GPUs on each.</summary>
    public const int MostProcesses = 8 * MostNodes;

    /// <summary>Hard lifetime of a job (runtime contract, section 12), and the default of <c>maxWallClockTime</c>.</summary>
    public static TimeSpan LongestWallClock { get; } = TimeSpan.FromDays(7);

    /// <summary>Retries of each kind that a job may ask for.</summary>
    public const int MostRetries = 1000;

    /// <summary>Exit codes, and spans of them, that a retry policy may name: they stand in the row that every decision reads.</summary>
    public const int MostExitCodes = 64;

    /// <summary>Longest time in seconds between SIGTERM and SIGKILL that a job may ask for: so long a terminate can take.</summary>
    public const int LongestGrace = 3600;

    /// <summary>Largest request body, and largest document that is kept, in bytes.</summary>
    public const int MostBodyBytes = 512 * 1024;

    /// <summary>
    /// Longest path in bytes of UTF-8: Linux's PATH_MAX (4,096) without the zero at its end. Variables in a path are
    /// replaced on the node, where what comes of it is measured again.
    /// </summary>
    public const int LongestPath = 4095;

    /// <summary>Azure Resource Manager's bounds for tags.</summary>
    public const int MostTags = 50;

    public const int LongestTagName = 512;

    public const int LongestTagValue = 256;
}
