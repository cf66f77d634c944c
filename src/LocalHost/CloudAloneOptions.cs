namespace BatchAi.LocalHost;

/// <summary>What <c>cloud</c> was told.</summary>
public sealed record CloudAloneOptions
{
    public const int DefaultPort = 8119;

    /// <summary>0 picks a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>
    /// Where the nodes' agents find the API, on loopback: the nodes are processes of this machine and their tokens go there without TLS.
    /// </summary>
    public required Uri Api { get; init; }

    public required string DataDirectory { get; init; }

    /// <summary>all, none, or numbers such as 0,1.</summary>
    public string Gpus { get; init; } = "all";

    public IReadOnlyList<VolumeMapping> Volumes { get; init; } = [];

    /// <summary>A job with containerSettings runs on the host instead of being refused.</summary>
    public bool ContainersOnHost { get; init; }
}
