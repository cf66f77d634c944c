using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>
/// A line for each request that was answered, at debug level. Of the address only the path is told: queries hold the signatures of
/// download links, and headers the tokens.
/// </summary>
internal sealed partial class RequestLog(ILogger<RequestLog> logger)
{
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
        {
            await next(context);
            return;
        }

        long began = Stopwatch.GetTimestamp();
        bool ended = false;
        try
        {
            await next(context);
            ended = true;
        }
        finally
        {
            Tell(context, ended, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private void Tell(HttpContext context, bool ended, double milliseconds)
    {
        // Nobody got an answer where the caller, or this server, hung up; after an exception the web server answers 500.
        int status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? 0
            : ended || context.Response.HasStarted ? context.Response.StatusCode
            : StatusCodes.Status500InternalServerError;
        string path = $"{context.Request.PathBase}{context.Request.Path}";
        Answered(logger, context.Request.Method, path, status, milliseconds);
    }

    [LoggerMessage(EventId = 910, Level = LogLevel.Debug, Message = "{Method} {Path} {Status} {Milliseconds:0.0} ms")]
    private static partial void Answered(ILogger logger, string method, string path, int status, double milliseconds);
}
