using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>A file or directory in an output directory.</summary>
public sealed record FileItem
{
    public string? Name { get; init; }

    /// <summary>
    /// file or directory; at api-version 2026-11-01 also link, for one that leads to nothing that can be read, or in a circle.
    /// </summary>
    public string? FileType { get; init; }

    /// <summary>
    /// At api-version 2026-11-01, of a directory that is a link: where it leads, from the top of the volume. One directory has one target.
    /// </summary>
    public string? LinkTarget { get; init; }

    /// <summary>Works without sign-in; absent for directories.</summary>
    public string? DownloadUrl { get; init; }

    public FileItemProperties? Properties { get; init; }
}

/// <summary>Size and age of a file.</summary>
public sealed record FileItemProperties
{
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>In bytes; 0 for an empty file.</summary>
    public long? ContentLength { get; init; }
}
