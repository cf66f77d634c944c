using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Reads what jobs wrote to mounted shares and containers.</summary>
public interface IOutputFiles
{
    /// <summary>
    /// A part of what lies directly in a directory, in an order that stays: by name. Null when the directory is not there. What vanishes
    /// meanwhile is left out, so a part may be short, or empty, before the last one.
    /// </summary>
    /// <exception cref="ApiException">It cannot be listed, for a reason that the caller can do something about.</exception>
    Task<Page<FileItem>?> ListAsync(OutputQuery query, CancellationToken cancellation);
}

/// <summary>Which part of which directory is asked for.</summary>
/// <param name="Volume">The mounted share or container.</param>
/// <param name="AccountKey">The account's key as the mount has it, a secret; null when it has none.</param>
/// <param name="Path">Of the output directory in the volume, as it is: '/'-separated, no leading slash; checked not to leave it.</param>
/// <param name="Below">A directory below it, made of names as they are shown: those that JSON cannot hold are escaped.</param>
/// <param name="LinkExpiry">How long download links stay good.</param>
public sealed record OutputQuery(Volume Volume, string? AccountKey, string Path, string Below, TimeSpan LinkExpiry)
{
    /// <summary>The <c>Next</c> of the part before; null for the first.</summary>
    public string? After { get; init; }

    public int Take { get; init; } = int.MaxValue;

    /// <summary>Only what has one of these names, which costs no listing; all of it is one part. Null for everything.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Whether links are told: those that lead to nothing readable are shown, those to directories with their target.</summary>
    public bool TellsLinks { get; init; }

    /// <summary>Path and what is below it in one, for storage whose names need no escapes.</summary>
    public string WholePath => string.Join('/', ((string[])[Path, Below]).Where(part => part.Length > 0));
}

/// <summary>An Azure Files share or a blob container, by account and name.</summary>
public sealed record Volume(VolumeKind Kind, string Account, string Name);

/// <summary>What kind of storage a volume is.</summary>
public enum VolumeKind
{
    FileShare,
    BlobContainer,
}
