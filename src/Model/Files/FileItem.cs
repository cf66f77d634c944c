namespace BatchAi.Model;

/// <summary>A file or directory in an output directory.</summary>
public sealed record FileItem
{
    public string? Name { get; init; }

    /// <summary>file or directory; at api-version 2026-11-01 also link, for one that leads to nothing that can be read, or in a circle.</summary>
    public string? FileType { get; init; }

    /// <summary>
    /// At api-version 2026-11-01, of a directory that is a link: where it leads, from the top of the volume. One directory has one target.
    /// </summary>
    public string? LinkTarget { get; init; }

    /// <summary>Works without sign-in; absent for directories.</summary>
    public string? DownloadUrl { get; init; }

    public FileItemProperties? Properties { get; init; }
}
