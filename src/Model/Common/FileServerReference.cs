namespace BatchAi.Model;

/// <summary>A file server to mount.</summary>
public sealed record FileServerReference
{
    public ResourceReference? FileServer { get; init; }

    /// <summary>The whole server when absent.</summary>
    public string? SourceDirectory { get; init; }

    /// <summary>Below the mount root.</summary>
    public string? RelativeMountPath { get; init; }

    public string? MountOptions { get; init; }
}
