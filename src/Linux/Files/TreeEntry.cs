namespace BatchAi.Linux;

/// <summary>One entry of a tree, as it is shown to others.</summary>
/// <param name="Kind">
/// What a link leads to, too; a link that leads nowhere, outside the tree, to no file or directory, or back to a directory that lies on the
/// way here is a <see cref="FileKind.Link"/>.
/// </param>
/// <param name="Path">From the top of the tree, without links; of a link that is shown as one, its own.</param>
/// <param name="ThroughLink">Whether the entry itself is a link to what is shown.</param>
/// <param name="Size">In bytes.</param>
public sealed record TreeEntry(
    FileName Name,
    FileKind Kind,
    IReadOnlyList<FileName> Path,
    bool ThroughLink,
    long Size,
    DateTimeOffset Modified);
