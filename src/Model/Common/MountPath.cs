using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Model;

/// <summary>Where a volume is mounted below its root: a <c>relativeMountPath</c> that was read. The root itself is none.</summary>
public sealed record MountPath
{
    private MountPath(string value) => Value = value;

    /// <summary>One step or several, with single slashes between them and without <c>.</c> or <c>..</c>.</summary>
    public string Value { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out MountPath? path)
    {
        path = text is not null && RelativePath.Normalize(text) is { Length: > 0 } value ? new MountPath(value) : null;
        return path is not null;
    }

    /// <summary>The mount point on a machine.</summary>
    public string Below(string root) => $"{root.TrimEnd('/')}/{Value}";

    /// <summary>The rest of a path below this mount; empty text for the mount itself, null for a path elsewhere.</summary>
    public string? RestOf(PathBelowMountRoot path) =>
        path.Path == Value ? "" : path.Path.StartsWith($"{Value}/", StringComparison.Ordinal) ? path.Path[(Value.Length + 1)..] : null;

    public override string ToString() => Value;
}
