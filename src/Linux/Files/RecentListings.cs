namespace BatchAi.Linux;

/// <summary>
/// The names of directories that were listed lately. The first part of a listing reads and sorts the names, the parts after it go on in
/// what the first one read: a whole listing is one reading, however many parts it has, and it shows no name twice and leaves out none that
/// was there all the time. Safe for many threads.
/// </summary>
/// <param name="most">Names of one directory, and of all that are kept; about 100 bytes of memory each.</param>
public sealed class RecentListings(TimeProvider clock, int most = 1_000_000)
{
    /// <summary>How long after its last use the names of a directory are kept for the next part.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ulong Device, ulong Inode), (FileName[] Names, DateTimeOffset Used)> _listings = [];

    /// <summary>How many directories were read so far.</summary>
    internal int Readings { get; private set; }

    internal FileName[] NamesOf(TreeDirectory directory, bool isFirst, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Forget(room: 0);
            if (!isFirst && _listings.TryGetValue(directory.Identity, out (FileName[] Names, DateTimeOffset Used) kept))
            {
                _listings[directory.Identity] = kept with { Used = clock.GetUtcNow() };
                return kept.Names;
            }
            Readings++;
        }

        FileName[] names = directory.ReadNames(most, cancellation);
        lock (_gate)
        {
            _listings.Remove(directory.Identity);
            Forget(names.Length);
            _listings[directory.Identity] = (names, clock.GetUtcNow());
        }
        return names;
    }

    /// <summary>Lets go what is old, and the oldest until there is room.</summary>
    private void Forget(int room)
    {
        DateTimeOffset old = clock.GetUtcNow() - s_kept;
        long held = _listings.Values.Sum(each => (long)each.Names.Length);
        foreach ((var identity, (FileName[] names, DateTimeOffset used)) in _listings.OrderBy(pair => pair.Value.Used))
        {
            if (used >= old && held + room <= most)
                break;
            held -= names.Length;
            _listings.Remove(identity);
        }
    }
}
