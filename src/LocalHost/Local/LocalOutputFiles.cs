using BatchAi.Linux;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.LocalHost;

/// <summary>Lists the directories that stand in for volumes.</summary>
public sealed class LocalOutputFiles(LocalVolumes volumes, DownloadLinks links, PublicAddress address) : IOutputFiles
{
    public Task<IReadOnlyList<FileItem>?> ListAsync(
        Volume volume,
        string? accountKey,
        string path,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        if (volumes.DirectoryOf(volume) is not { } root || RealPath.Below(root, path) is not { } directory || !Directory.Exists(directory))
            return Task.FromResult<IReadOnlyList<FileItem>?>(null);

        IReadOnlyList<FileItem> items =
        [
            .. new DirectoryInfo(directory)
                .EnumerateFileSystemInfos()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => (Entry: entry, Real: RealBelow(root, entry)))
                .Where(found => found.Real is not null)
                .Select(found => Describe(found.Entry, found.Real!, linkExpiry)),
        ];
        return Task.FromResult<IReadOnlyList<FileItem>?>(items);
    }

    /// <summary>Null for a link that leads elsewhere, or in a circle.</summary>
    private static string? RealBelow(string root, FileSystemInfo entry)
    {
        try
        {
            return RealPath.Below(root, entry.FullName);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private FileItem Describe(FileSystemInfo entry, string real, TimeSpan linkExpiry) =>
        entry is FileInfo file
            ? new FileItem
            {
                Name = file.Name,
                FileType = "file",
                DownloadUrl = $"{address.BaseUri}{links.PathTo(real, linkExpiry)}",
                Properties = new FileItemProperties
                {
                    LastModified = new DateTimeOffset(file.LastWriteTimeUtc),
                    ContentLength = file.Length,
                },
            }
            : new FileItem
            {
                Name = entry.Name,
                FileType = "directory",
                Properties = new FileItemProperties { LastModified = new DateTimeOffset(entry.LastWriteTimeUtc) },
            };
}
