using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Model;

/// <summary>The URL of an Azure Files share, <c>https://{account}.file.core.windows.net/{share}[/{directory}]</c>.</summary>
public static class FileShareUrl
{
    /// <param name="directory">Directory inside the share that is mounted instead of its root; empty text for the root.</param>
    public static bool TryParse(string? url, [NotNullWhen(true)] out string? share, [NotNullWhen(true)] out string? directory)
    {
        (share, directory) = (null, null);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme != Uri.UriSchemeHttps || parsed.Query.Length > 0)
            return false;
        if (RelativePath.Normalize(Uri.UnescapeDataString(parsed.AbsolutePath).TrimStart('/')) is not { Length: > 0 } path)
            return false;

        string[] parts = path.Split('/', 2);
        (share, directory) = (parts[0], parts.Length > 1 ? parts[1] : "");
        return true;
    }
}
