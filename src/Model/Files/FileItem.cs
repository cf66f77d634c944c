namespace BatchAi.Model;

/// <summary>A file or directory in an output directory.</summary>
public sealed record FileItem
{
    public string? Name { get; init; }

    /// <summary>file or directory.</summary>
    public string? FileType { get; init; }

    /// <summary>Works without sign-in; absent for directories.</summary>
    public string? DownloadUrl { get; init; }

    public FileItemProperties? Properties { get; init; }
}
