namespace BatchAi.Model;

/// <summary>The container the job runs in.</summary>
public sealed record ContainerSettings
{
    public ImageSourceRegistry? ImageSourceRegistry { get; init; }

    /// <summary>As in docker --shm-size.</summary>
    public string? ShmSize { get; init; }
}
