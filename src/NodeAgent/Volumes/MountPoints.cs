namespace BatchAi.NodeAgent;

/// <summary>Where a volume may be mounted.</summary>
internal static class MountPoints
{
    /// <summary>
    /// The path and the directories above it, up to a mount root and without it; nothing when it does not lie below that.
    /// </summary>
    public static IEnumerable<string> OnTheWay(string path, string mountRoot)
    {
        for (string? at = path; at is not null && IsBelow(at, mountRoot); at = Path.GetDirectoryName(at))
            yield return at;
    }

    public static bool IsBelow(string path, string mountRoot) => path.StartsWith($"{mountRoot}/", StringComparison.Ordinal);
}
