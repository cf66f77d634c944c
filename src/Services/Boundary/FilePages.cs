using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Parts of a directory whose entries are all in memory.</summary>
public static class FilePages
{
    /// <param name="all">In any order.</param>
    public static Page<FileItem> Of(IEnumerable<FileItem> all, OutputQuery query)
    {
        if (query.Names is { } names)
            return new Page<FileItem>([.. all.Where(file => names.Contains(file.Name))], Next: null);

        FileItem[] rest =
        [
            .. all.Where(file => query.After is null || string.CompareOrdinal(file.Name, query.After) > 0)
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
        return rest.Length <= query.Take ? new(rest, Next: null) : new(rest[..query.Take], rest[query.Take - 1].Name);
    }
}
