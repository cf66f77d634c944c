using Microsoft.AspNetCore.Http;

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
            (null, _) => HostRefusal.Of(StatusCodes.Status403Forbidden, "LinkNotValid", "The link is not valid or has expired; list the files again for a new one."),
            (_, not ("GET" or "HEAD")) => Results.StatusCode(StatusCodes.Status405MethodNotAllowed),
            _ when !File.Exists(file) => Results.NotFound(),
            _ => Results.File(Open(file), "application/octet-stream", enableRangeProcessing: true, lastModified: new DateTimeOffset(File.GetLastWriteTimeUtc(file))),
        };
        return answer.ExecuteAsync(context);
    }

    /// <summary>The job may go on writing the file meanwhile.</summary>
    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
