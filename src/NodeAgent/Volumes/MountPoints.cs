namespace BatchAi.NodeAgent;

/// <summary>Where a volume may be mounted.</summary>
internal static class MountPoints
{
    /// <summary>The path and the directories above it, up to a mount root and without it.</summary>
    public static IEnumerable<string> OnTheWay(string path, string mountRoot)
    {
        for (string? at = path; at is not null && at.Length > mountRoot.Length; at = Path.GetDirectoryName(at))
            yield return at;
    }
}
