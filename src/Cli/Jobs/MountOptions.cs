namespace BatchAi.Cli;

/// <summary>Volumes named on the command line, and the storage account behind them; as the old command line spelt them.</summary>
public sealed record MountOptions
{
    public string? StorageAccount { get; init; }

    public string? StorageKey { get; init; }

    public string? FileShare { get; init; }

    public string FileShareMountPath { get; init; } = "afs";

    public string? Container { get; init; }

    public string ContainerMountPath { get; init; } = "bfs";

    /// <summary>Name or Azure Resource Manager id.</summary>
    public string? FileServer { get; init; }

    public string FileServerMountPath { get; init; } = "nfs";
}
