using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Api.Tests;

/// <summary>Output files by volume and path of their directory.</summary>
internal sealed class MemoryFiles : IOutputFiles
{
    public Dictionary<(Volume Volume, string Path), IReadOnlyList<FileItem>> Directories { get; } = [];

    public List<(Volume Volume, string? Key, string Path, TimeSpan Expiry)> Asked { get; } = [];

    public Task<IReadOnlyList<FileItem>?> ListAsync(
        Volume volume,
        string? accountKey,
        string path,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        Asked.Add((volume, accountKey, path, linkExpiry));
        return Task.FromResult(Directories.GetValueOrDefault((volume, path)));
    }
}
