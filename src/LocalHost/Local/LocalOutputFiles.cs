using BatchAi.Linux;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.LocalHost;

/// <summary>
/// Lists the directories that stand in for volumes. The first part of a listing reads the names once; each part looks at its own entries
/// only, and one asked for by name costs no reading at all.
/// </summary>
public sealed class LocalOutputFiles(LocalVolumes volumes, DownloadLinks links, PublicAddress address, TimeProvider clock, FileWork work)
    : IOutputFiles
{
    private readonly RecentListings _listings = new(clock);

    public async Task<Page<FileItem>?> ListAsync(OutputQuery query, CancellationToken cancellation)
    {
        if (volumes.DirectoryOf(query.Volume) is not { } root || EscapedName.ParsePath(query.Below) is not { } below)
            return null;

        FileName[] path = [.. query.Path.Split('/').Where(step => step is not ("" or ".")).Select(FileName.Of), .. below];
        try
        {
            return await work.DoAsync(stopping => List(root, path, query, stopping), cancellation);
        }
        catch (UnauthorizedAccessException)
        {
            throw Refused(409, "OutputFilesNotAccessible", "The server's user may not read the directory {0}.", query);
        }
        catch (DirectoryTooLargeException large)
        {
            throw Refused(
                400,
                "DirectoryTooLarge",
                $"The directory {{0}} has more than {large.Most} entries; ask for one below it, or for files by name.",
                query);
        }
        catch (TimeoutException)
        {
            throw Refused(503, "StorageTooSlow", "The file system of {0} does not answer in time; try again.", query);
        }
    }

    private Page<FileItem>? List(string root, FileName[] path, OutputQuery query, CancellationToken cancellation)
    {
        using TreeReader? tree = TreeReader.Open(root);
        using TreeDirectory? directory = tree?.OpenDirectory(path);
        if (directory is null)
            return null;

        IReadOnlyList<TreeEntry> found;
        FileName? next = null;
        if (query.Names is { } names)
            found =
            [
                .. names.Distinct(StringComparer.Ordinal)
                    .Select(text => EscapedName.TryParse(text, out FileName name) ? directory.Find(name) : null)
                    .OfType<TreeEntry>(),
            ];
        else
        {
            FileName? after = query.After is { } text && EscapedName.TryParse(text, out FileName last) ? last : null;
            (found, next) = directory.Page(_listings, after, query.Take, cancellation);
        }

        return new Page<FileItem>(
            [.. found.Where(entry => query.TellsLinks || entry.Kind != FileKind.Link).Select(entry => Describe(entry, query))],
            next is { } goOn ? EscapedName.Of(goOn) : null);
    }

    private FileItem Describe(TreeEntry entry, OutputQuery query)
    {
        bool isFile = entry.Kind == FileKind.File;
        return new FileItem
        {
            Name = EscapedName.Of(entry.Name),
            FileType = isFile ? "file" : entry.Kind == FileKind.Directory ? "directory" : "link",
            LinkTarget =
                query.TellsLinks && entry is { ThroughLink: true, Kind: FileKind.Directory } ? EscapedName.Of(entry.Path) : null,
            DownloadUrl = isFile ? $"{address.BaseUri}{links.PathTo(new LinkedFile(query.Volume, entry.Path), query.LinkExpiry)}" : null,
            Properties = new FileItemProperties { LastModified = entry.Modified, ContentLength = isFile ? entry.Size : null },
        };
    }

    private static ApiException Refused(int status, string code, string message, OutputQuery query) => new(
        status,
        new CloudErrorBody
        {
            Code = code,
            Message = string.Format(System.Globalization.CultureInfo.InvariantCulture, message, query.WholePath),
            Target = "directory",
        });
}
