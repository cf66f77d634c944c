using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>A directory in one part.</summary>
internal static class WholeListings
{
    public static async Task<IReadOnlyList<FileItem>?> ListAsync(
        this AzureOutputFiles files, Volume volume, string? key, string path, TimeSpan linkExpiry, CancellationToken cancellation)
    {
        Page<FileItem>? page = await files.ListAsync(new OutputQuery(volume, key, path, Below: "", linkExpiry), cancellation);
        Assert.Null(page?.Next);
        return page?.Items;
    }
}
