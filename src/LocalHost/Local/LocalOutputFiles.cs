using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.LocalHost;

/// <summary>Lists the directories that stand in for volumes.</summary>
public sealed class LocalOutputFiles(LocalVolumes volumes, DownloadLinks links, PublicAddress address) : IOutputFiles
{
    public Task<IReadOnlyList<FileItem>?> ListAsync(Volume volume, string? accountKey, string path, TimeSpan linkExpiry, CancellationToken cancellation)
    {
        if (volumes.DirectoryOf(volume) is not { } root || SafePath.Below(root, path) is not { } directory || !Directory.Exists(directory))
            return Task.FromResult<IReadOnlyList<FileItem>?>(null);

        IReadOnlyList<FileItem> items =
        [
            .. new DirectoryInfo(directory)
                .EnumerateFileSystemInfos()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Where(entry => SafePath.Below(root, Path.GetRelativePath(root, entry.FullName)) is not null)
                .Select(entry => Describe(entry, linkExpiry)),
        ];
        return Task.FromResult<IReadOnlyList<FileItem>?>(items);
    }

    private FileItem Describe(FileSystemInfo entry, TimeSpan linkExpiry) => entry is FileInfo file
        ? new FileItem
        {
            Name = file.Name,
            FileType = "file",
            DownloadUrl = $"{address.BaseUri}{links.PathTo(file.FullName, linkExpiry)}",
            Properties = new FileItemProperties { LastModified = new DateTimeOffset(file.LastWriteTimeUtc), ContentLength = file.Length },
        }
        : new FileItem { Name = entry.Name, FileType = "directory", Properties = new FileItemProperties { LastModified = new DateTimeOffset(entry.LastWriteTimeUtc) } };
}
