namespace BatchAi.NodeAgent;

/// <summary>Paths that come from outside and must stay below their root.</summary>
internal static class SafePath
{
    /// <summary>True for <c>a/b</c>; false for an empty path, an absolute one, and one with <c>..</c> or <c>.</c> in it.</summary>
    public static bool IsBelow(string relative) =>
        relative.Length > 0 && !Path.IsPathRooted(relative) && !relative.Contains('\0', StringComparison.Ordinal)
        && relative.TrimEnd('/').Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>True for a name that is one step of a path.</summary>
    public static bool IsName(string name) => IsBelow(name) && !name.Contains('/', StringComparison.Ordinal);
}
