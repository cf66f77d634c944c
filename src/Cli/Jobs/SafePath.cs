using System.Buffers;

namespace BatchAi.Cli;

/// <summary>Puts names that a server sent below a directory, and never anywhere else.</summary>
public static class SafePath
{
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create(Path.GetInvalidFileNameChars());

    /// <summary>The full path of <paramref name="relative"/> below <paramref name="root"/>.</summary>
    /// <exception cref="CliException">It would lie elsewhere, or a part of it is no file name.</exception>
    public static string Below(string root, string relative)
    {
        string[] parts = relative.Split('/');
        if (parts.Any(part => part is "" or "." or ".." || part.AsSpan().ContainsAny(s_forbidden)))
            throw new CliException(
                ExitCodes.Failed,
                $"the server named a file '{relative}', which is not a path below a directory; it was not written.");

        return Path.Combine([Path.GetFullPath(root), .. parts]);
    }
}
