using BatchAi.Linux;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.LocalHost;

/// <summary>Serves the files that download links lead to, with ranges.</summary>
internal sealed class FileDownloads(DownloadLinks links, LocalVolumes volumes, FileWork work)
{
    public async Task AnswerAsync(HttpContext context)
    {
        string name = context.Request.Path.Value![DownloadLinks.Prefix.TrimEnd('/').Length..].TrimStart('/');
        LinkedFile? file = links.FileOf(name, context.Request.Query["se"], context.Request.Query["sig"]);
        IResult answer = (file, context.Request.Method) switch
        {
            (null, _) => HostRefusal.Of(
                StatusCodes.Status403Forbidden,
                "LinkNotValid",
                "The link is not valid or has expired; list the files again for a new one."),
            (_, not ("GET" or "HEAD")) => Results.StatusCode(StatusCodes.Status405MethodNotAllowed),
            _ => await SendAsync(file, context.RequestAborted),
        };
        await answer.ExecuteAsync(context);
    }

    /// <summary>
    /// The link was made for a path without links in it, below its volume. The job may go on writing the file meanwhile, or may have laid
    /// a link in its place to a file that nobody is to see: no link is followed.
    /// </summary>
    private async Task<IResult> SendAsync(LinkedFile file, CancellationToken cancellation)
    {
        try
        {
            if (await work.DoAsync(_ => Open(file), cancellation) is not { } opened)
                return Results.NotFound();

            DateTimeOffset modified = new(File.GetLastWriteTimeUtc(opened));
            return Results.File(
                new FileStream(opened, FileAccess.Read), "application/octet-stream", enableRangeProcessing: true, lastModified: modified);
        }
        catch (UnauthorizedAccessException)
        {
            return HostRefusal.Of(StatusCodes.Status403Forbidden, "FileNotReadable", "The server's user may not read this file.");
        }
        catch (TimeoutException)
        {
            return HostRefusal.Of(
                StatusCodes.Status503ServiceUnavailable, "StorageTooSlow", "The file system does not answer in time; try again.");
        }
        catch (OperationCanceledException)
        {
            return Results.Empty;
        }
    }

    private SafeFileHandle? Open(LinkedFile file)
    {
        if (volumes.DirectoryOf(file.Volume) is not { } root)
            return null;
        using TreeReader? tree = TreeReader.Open(root);
        return tree?.OpenFile(file.Path);
    }
}
