using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>The disks of a file server, joined as RAID 0 when there are several.</summary>
public sealed record DataDisks
{
    [JsonPropertyName("diskSizeInGB")]
    public int? DiskSizeInGB { get; init; }

    /// <summary>none, readonly or readwrite.</summary>
    public string? CachingType { get; init; }

    public int? DiskCount { get; init; }

    /// <summary>Standard_LRS or Premium_LRS.</summary>
    public string? StorageAccountType { get; init; }
}
