namespace BatchAi.NodeAgent;

/// <summary>Makes volumes appear below a mount root. Every call may be repeated.</summary>
internal interface IVolumeMounter
{
    Task<MountOutcome> MountAsync(VolumeMount volume, string mountRoot, CancellationToken cancellation);

    /// <summary>Nothing there is success.</summary>
    /// <exception cref="IOException">It is still mounted: nothing at or above it may be removed.</exception>
    Task UnmountAsync(string mountPoint, CancellationToken cancellation);

    /// <summary>Whether a volume is mounted anywhere on the way from a mount root down to a path below it.</summary>
    bool HasVolume(string path, string mountRoot);

    /// <summary>True when the path lies on a volume that may only be read.</summary>
    bool IsReadOnly(string path);
}
