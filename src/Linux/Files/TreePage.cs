namespace BatchAi.Linux;

/// <summary>A part of a directory, in the order of the bytes of the names.</summary>
/// <param name="Next">The name that the next part begins after; null on the last.</param>
public sealed record TreePage(IReadOnlyList<TreeEntry> Entries, FileName? Next);
