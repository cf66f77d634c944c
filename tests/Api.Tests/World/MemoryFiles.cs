using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Api.Tests;

/// <summary>Output files by volume and path of their directory.</summary>
internal sealed class MemoryFiles : IOutputFiles
{
    public Dictionary<(Volume Volume, string Path), IReadOnlyList<FileItem>> Directories { get; } = [];

    public List<(Volume Volume, string? Key, string Path, TimeSpan Expiry)> Asked { get; } = [];

    public List<OutputQuery> Queries { get; } = [];

    public Task<Page<FileItem>?> ListAsync(OutputQuery query, CancellationToken cancellation)
    {
        Queries.Add(query);
        Asked.Add((query.Volume, query.AccountKey, query.WholePath, query.LinkExpiry));
        bool isThere = Directories.TryGetValue((query.Volume, query.WholePath), out IReadOnlyList<FileItem>? found);
        return Task.FromResult(isThere ? FilePages.Of(found!, query) : null);
    }
}
