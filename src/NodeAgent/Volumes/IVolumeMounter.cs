namespace BatchAi.NodeAgent;

/// <summary>Makes volumes appear below a mount root. Both calls may be repeated.</summary>
internal interface IVolumeMounter
{
    MountOutcome Mount(VolumeMount volume, string mountRoot);

    /// <summary>Nothing there is success.</summary>
    void Unmount(string mountPoint);

    /// <summary>True when the path lies on a volume that may only be read.</summary>
    bool IsReadOnly(string path);
}
