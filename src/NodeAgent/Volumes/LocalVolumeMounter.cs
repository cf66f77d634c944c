namespace BatchAi.NodeAgent;

/// <summary>One machine: a volume is a directory, a mount is a link to it. Mount commands of users are never run.</summary>
internal sealed class LocalVolumeMounter : IVolumeMounter
{
    private const string ReadOnlySuffix = ":ro";

    private readonly string _volumesDirectory;
    private readonly Dictionary<string, string> _existing = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _readOnly = [];

    /// <param name="existing">Title of a volume → directory that stands in for it, with <c>:ro</c> when it may only be read.</param>
    public LocalVolumeMounter(string volumesDirectory, IReadOnlyDictionary<string, string> existing)
    {
        _volumesDirectory = volumesDirectory;
        foreach ((string title, string value) in existing)
        {
            bool readOnly = value.EndsWith(ReadOnlySuffix, StringComparison.Ordinal);
            string directory = Path.TrimEndingDirectorySeparator(readOnly ? value[..^ReadOnlySuffix.Length] : value);
            _existing[title] = directory;
            if (readOnly)
                _readOnly.Add(directory);
        }
    }

    public Task<MountOutcome> MountAsync(VolumeMount volume, string mountRoot, CancellationToken cancellation) =>
        Task.FromResult(Mount(volume, mountRoot));

    public Task UnmountAsync(string mountPoint, CancellationToken cancellation)
    {
        Unmount(mountPoint);
        return Task.CompletedTask;
    }

    private MountOutcome Mount(VolumeMount volume, string mountRoot)
    {
        if (volume.Problem is { } problem)
            return new MountOutcome.Failed(problem);

        string mountPoint = volume.MountPointBelow(mountRoot);
        string standIn = StandInOf(volume);
        try
        {
            if (!_existing.ContainsKey(volume.Title))
                Make(volume, standIn);
            if (!Directory.Exists(standIn))
                return new MountOutcome.Failed($"the directory {standIn}, which stands in for {volume.Title}, does not exist");

            Directory.CreateDirectory(Path.GetDirectoryName(mountPoint)!);
            Unmount(mountPoint);
            File.CreateSymbolicLink(mountPoint, standIn);
            return new MountOutcome.Mounted(mountPoint, standIn);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new MountOutcome.Failed(refused.Message);
        }
    }

    /// <summary>
    /// A share's own directory has the mode that the mount asks for. Directories for output take it over, and so does what
    /// jobs make as far as their umask lets them.
    /// </summary>
    private static void Make(VolumeMount volume, string standIn)
    {
        Directory.CreateDirectory(standIn);
        if (volume.Kind == VolumeMountKind.AzureFileShare)
            File.SetUnixFileMode(standIn, (UnixFileMode)Convert.ToInt32(volume.Modes.Directory, 8));
    }

    private static void Unmount(string mountPoint)
    {
        FileInfo link = new(mountPoint);
        if (link.LinkTarget is not null)
            link.Delete();
    }

    public bool HasVolume(string path, string mountRoot) =>
        MountPoints.OnTheWay(path, mountRoot).Any(at => new FileInfo(at).LinkTarget is not null);

    public bool IsReadOnly(string path)
    {
        for (string? at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            string real = new DirectoryInfo(at).LinkTarget ?? at;
            if (_readOnly.Exists(directory => real == directory || real.StartsWith(directory + "/", StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    private string StandInOf(VolumeMount volume)
    {
        string whole = volume.Kind switch
        {
            _ when _existing.TryGetValue(volume.Title, out string? mapped) => mapped,
            VolumeMountKind.Unmanaged => volume.MountPointBelow(Path.Combine(_volumesDirectory, "unmanaged")),
            VolumeMountKind.FileServer => Path.Combine(_volumesDirectory, "fileservers", volume.Owner, volume.Name),
            _ => Path.Combine(_volumesDirectory, volume.Owner, volume.Name),
        };
        return Path.TrimEndingDirectorySeparator(Path.Combine(whole, volume.Directory));
    }
}
