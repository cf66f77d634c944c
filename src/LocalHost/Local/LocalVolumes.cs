using BatchAi.Services;

namespace BatchAi.LocalHost;

/// <summary>Which directory stands in for which share or container.</summary>
public sealed class LocalVolumes(string root, IReadOnlyList<VolumeMapping> mappings)
{
    /// <summary>Directory below which unmapped volumes are made on first use.</summary>
    public string Root { get; } = root;

    public IReadOnlyList<VolumeMapping> Mappings { get; } = mappings;

    /// <summary>The directory of a volume; it need not exist yet. Null when the names could leave the root.</summary>
    public string? DirectoryOf(Volume volume)
    {
        VolumeMapping? mapped = Mappings.FirstOrDefault(mapping =>
            mapping.Key.Equals($"{volume.Account}/{volume.Name}", StringComparison.OrdinalIgnoreCase));
        if (mapped is not null)
            return mapped.Directory;

        bool plain = IsPlain(volume.Account) && IsPlain(volume.Name);
        return plain ? Path.Combine(Root, volume.Account, volume.Name) : null;
    }

    private static bool IsPlain(string name) => name.Length > 0 && name is not ("." or "..") && !name.Contains('/') && !name.Contains('\0');
}
