using BatchAi.Faults;

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

    /// <summary>Null: calls need no sign-in.</summary>
    public string? Token { get; init; }

    /// <summary>all, none, or numbers such as 0,1.</summary>
    public string Gpus { get; init; } = "all";

    public IReadOnlyList<VolumeMapping> Volumes { get; init; } = [];

    /// <summary>A job with containerSettings runs on the host instead of being refused.</summary>
    public bool ContainersOnHost { get; init; }

    /// <summary>For tests; nothing unusual otherwise.</summary>
    public TestSwitches Switches { get; init; } = new();
}
