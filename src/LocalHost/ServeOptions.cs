using BatchAi.Faults;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>What <c>serve</c> was told.</summary>
public sealed record ServeOptions
{
    public const int DefaultPort = 8118;

    /// <summary>0 picks a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>0 picks a free one.</summary>
    public int CloudPort { get; init; }

    public required string DataDirectory { get; init; }

    /// <summary>
    /// The storage account that keeps the state and has the queue of jobs, as
    /// <see cref="AzureAdapters.StorageAccount.Open(string)"/> reads it; null: the data directory keeps the state.
    /// </summary>
    public string? Storage { get; init; }

    /// <summary>What callers have to bring. Null: the token that the data directory keeps, which is made when there is none.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token, in place of <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The token stood on the command line, where others may have seen it.</summary>
    public bool TokenWasShown { get; init; }

    /// <summary>Calls need no sign-in: every user of the machine may do everything.</summary>
    public bool WithoutToken { get; init; }

    /// <summary>Whom jobs run as, on a server of root; null: the server's own user.</summary>
    public string? RunJobsAs { get; init; }

    /// <summary>all, none, or numbers such as 0,1.</summary>
    public string Gpus { get; init; } = "all";

    public IReadOnlyList<VolumeMapping> Volumes { get; init; } = [];

    /// <summary>A job with containerSettings runs on the host instead of being refused.</summary>
    public bool ContainersOnHost { get; init; }

    /// <summary>From which level on the log is written; null: what the environment says, or warnings.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>For tests; nothing unusual otherwise.</summary>
    public TestSwitches Switches { get; init; } = new();
}
