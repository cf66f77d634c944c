using BatchAi.Linux;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.LocalHost;

/// <summary>Serves the files that download links lead to, with ranges.</summary>
internal sealed class FileDownloads(DownloadLinks links)
{
    public Task AnswerAsync(HttpContext context)
    {
        string name = context.Request.Path.Value![DownloadLinks.Prefix.Length..];
        string? file = links.FileOf(name, context.Request.Query["se"], context.Request.Query["sig"]);
        IResult answer = (file, context.Request.Method) switch
        {
            (null, _) => HostRefusal.Of(
                StatusCodes.Status403Forbidden,
                "LinkNotValid",
                "The link is not valid or has expired; list the files again for a new one."),
            (_, not ("GET" or "HEAD")) => Results.StatusCode(StatusCodes.Status405MethodNotAllowed),
            _ => Send(file),
        };
        return answer.ExecuteAsync(context);
    }

    /// <summary>
    /// The link was made for a path without links in it, below its volume. The job may go on writing the file meanwhile, or may have laid
    /// a link in its place to a file that nobody is to see: no link is followed.
    /// </summary>
    private static IResult Send(string file)
    {
        try
        {
            SafeFileHandle opened = RealPath.OpenFile(file);
            DateTimeOffset modified = new(File.GetLastWriteTimeUtc(opened));
            FileStream content = new(opened, FileAccess.Read);
            return Results.File(content, "application/octet-stream", enableRangeProcessing: true, lastModified: modified);
        }
        catch (IOException)
        {
            return Results.NotFound();
        }
    }
}
