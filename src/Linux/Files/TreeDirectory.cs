namespace BatchAi.Linux;

/// <summary>An open directory of a <see cref="TreeReader"/>.</summary>
public sealed class TreeDirectory : IDisposable
{
    /// <summary>Names without anything to show that a part of a listing passes over at most, beyond its length.</summary>
    private const int MostPassedOver = 1000;

    private readonly DirectoryHandle _handle;
    private readonly TreeWay _way;
    private readonly IReadOnlySet<(ulong Device, ulong Inode)> _passed;

    /// <param name="passed">The directories that the path led to, step by step: a link to one of them leads in a circle.</param>
    internal TreeDirectory(DirectoryHandle handle, TreeWay way, IReadOnlySet<(ulong Device, ulong Inode)> passed) =>
        (_handle, _way, _passed) = (handle, way, passed);

    internal (ulong Device, ulong Inode) Identity => _way.Identity;

    /// <summary>Entries looked at one by one so far: what a listing costs beyond the reading of names.</summary>
    internal int LookedAt { get; private set; }

    /// <summary>
    /// A part of the listing. Names come from <paramref name="listings"/>; only those of this part are looked at, and what has vanished
    /// since is left out, so a part may be shorter than asked for, or empty, before the last one.
    /// </summary>
    /// <param name="after">Null for the first part.</param>
    /// <exception cref="DirectoryTooLargeException">It has more entries than are taken into memory.</exception>
    public TreePage Page(RecentListings listings, FileName? after, int take, CancellationToken cancellation)
    {
        FileName[] names = listings.NamesOf(this, isFirst: after is null, cancellation);
        int at = after is { } last ? FirstAfter(names, last) : 0;
        int end = (int)Math.Min(names.Length, (long)at + take + MostPassedOver);
        List<TreeEntry> found = [];
        for (; at < end && found.Count < take; at++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Find(names[at]) is { } entry)
                found.Add(entry);
        }
        return new TreePage(found, at < names.Length ? names[at - 1] : null);
    }

    /// <summary>One entry; null when it is not there, or neither file, directory nor link.</summary>
    public TreeEntry? Find(FileName name)
    {
        LookedAt++;
        if (FileStatus.Find(_handle.Handle, name.Terminated) is not { } status)
            return null;

        IReadOnlyList<FileName> own = [.. _way.Path, name];
        return status.Kind switch
        {
            FileKind.Link => Follow(name, status, own),
            FileKind.Special or FileKind.Unknown => null,
            _ => new TreeEntry(name, status.Kind, own, ThroughLink: false, status.Size, status.Modified),
        };
    }

    public void Dispose()
    {
        _handle.Dispose();
        _way.Dispose();
    }

    /// <summary>
    /// Names of what could be shown, in the order of their bytes. Costs one reading of the directory, and no look at an entry.
    /// </summary>
    internal FileName[] ReadNames(int most, CancellationToken cancellation)
    {
        _handle.Rewind();
        List<FileName> names = [];
        while (
            _handle.ReadSome(entry =>
            {
                if (entry.Kind != FileKind.Special)
                    names.Add(entry.Name);
            }))
        {
            cancellation.ThrowIfCancellationRequested();
            if (names.Count > most)
                throw new DirectoryTooLargeException(most);
        }
        names.Sort((left, right) => left.Bytes.SequenceCompareTo(right.Bytes));
        return [.. names.Distinct()];
    }

    private TreeEntry Follow(FileName name, FileStatus link, IReadOnlyList<FileName> own)
    {
        using TreeWay way = _way.Fork();
        bool isThere = way.Go(name) && way.Status.Kind is (FileKind.File or FileKind.Directory);
        bool isCircle = isThere && _passed.Contains(way.Identity);
        return isThere && !isCircle
            ? new TreeEntry(name, way.Status.Kind, [.. way.Path], ThroughLink: true, way.Status.Size, way.Status.Modified)
            : new TreeEntry(name, FileKind.Link, own, ThroughLink: true, 0, link.Modified);
    }

    private static int FirstAfter(FileName[] names, FileName last)
    {
        int low = 0, high = names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (names[middle].Bytes.SequenceCompareTo(last.Bytes) > 0)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
