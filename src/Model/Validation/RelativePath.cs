namespace BatchAi.Model;

/// <summary>Paths that users give below a root of ours; none may leave it.</summary>
public static class RelativePath
{
    /// <summary>
    /// The path with single slashes and without <c>.</c> steps; the root itself is empty text.
    /// Null when it is absolute, climbs with <c>..</c>, or holds a character no Linux path or share can have (NUL,
    /// backslash, control characters).
    /// </summary>
    public static string? Normalize(string path)
    {
        if (path.StartsWith('/') || path.Any(letter => letter == '\\' || char.IsControl(letter)))
            return null;

        string[] steps = [.. path.Split('/').Where(step => step.Length > 0 && step != ".")];
        return steps.Contains("..") ? null : string.Join('/', steps);
    }

    /// <summary>True for what can be one step of a path.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Contains('/') && Normalize(name) == name;
}
