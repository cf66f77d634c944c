using BatchAi.Model;
using BatchAi.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatchAi.Api;

/// <summary>
/// The edge where whatever went wrong becomes a CloudError: refusals, routes that do not exist, a store that cannot
/// serve, and bugs.
/// </summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
{
    private const string RetryAfterSeconds = "5";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.GetEndpoint() is null or { DisplayName: "405 HTTP Method Not Supported" })
                await AnswerNoRouteAsync(context);
        }
        catch (ApiException refused)
        {
            await AnswerAsync(context, refused.Status, refused.Error);
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, bad.StatusCode, new CloudErrorBody { Code = "BadRequest", Message = bad.Message });
        }
        catch (StoreUnavailableException unavailable)
        {
            LogUnavailable(context.TraceIdentifier, unavailable);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await AnswerAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                new CloudErrorBody { Code = "ServiceUnavailable", Message = $"{unavailable.Message.TrimEnd('.')}. Try again later." });
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; there is nobody to answer.
        }
        catch (Exception bug)
        {
            LogBug(context.Request.Method, context.Request.Path, context.TraceIdentifier, bug);
            await AnswerAsync(
                context,
                StatusCodes.Status500InternalServerError,
                new CloudErrorBody
                {
                    Code = "InternalServerError",
                    Message = $"The service failed; its log has more under the request id {context.TraceIdentifier}.",
                }
            );
        }
    }

    private static Task AnswerNoRouteAsync(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? AnswerAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                new CloudErrorBody
                {
                    Code = "MethodNotAllowed",
                    Message = $"{context.Request.Method} is not possible here; possible: {context.Response.Headers.Allow}.",
                }
            )
            : AnswerAsync(
                context,
                StatusCodes.Status404NotFound,
                new CloudErrorBody { Code = "InvalidResourceType", Message = $"There is nothing at {context.Request.Path}." });

    private static Task AnswerAsync(HttpContext context, int status, CloudErrorBody error)
    {
        if (context.Response.HasStarted)
        {
            // Half a list is out: cutting it off is the only way left to say that it is not whole.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        return context.WriteJsonAsync(new CloudError { Error = error }, ModelJson.Wire.CloudError);
    }

    [LoggerMessage(2001, LogLevel.Warning, "Request {RequestId} met a store that cannot serve")]
    private partial void LogUnavailable(string requestId, StoreUnavailableException unavailable);

    [LoggerMessage(2002, LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
    private partial void LogBug(string method, string path, string requestId, Exception bug);
}
