using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalCloud;

/// <summary>
/// Every request passes here: who may come in, how often, what goes wrong on purpose, and how an answer or a refusal
/// looks.
/// </summary>
internal sealed partial class ArmFrontDoor(
    ArmRoutes routes,
    RequestBuckets buckets,
    Func<FaultDice> faults,
    byte[] token,
    Func<int> port,
    ILogger<ArmFrontDoor> logger)
{
    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        ArmRequest request = new(context, $"https://127.0.0.1:{port()}");
        try
        {
            CheckHost(context.Request.Host);
            CheckToken(context.Request.Headers.Authorization.ToString());
            if (string.IsNullOrEmpty(request.Query("api-version")))
                throw new ArmRefusal(
                    400,
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests.");

            context.Response.Headers["x-ms-ratelimit-remaining-resource"] = buckets.Take(
                RequestKind.Of(request.Method, request.Segments),
                request.Segments.ElementAtOrDefault(1) ?? "",
                RequestKind.ResourceOf(request.Segments));
            FaultDice dice = faults();
            if (dice.Throttles())
                throw ArmRefusal.TooMany(1);
            if (dice.FailsRequest())
                throw new ArmRefusal(503, "ServiceUnavailable", "The service is temporarily unavailable.");

            ArmAnswer answer = await routes.AnswerAsync(request);
            if (request.IsWrite && dice.LosesAnswer())
                context.Abort();
            else
                await WriteAsync(context, request, answer);
        }
        catch (ArmRefusal refusal)
        {
            await RefuseAsync(context, refusal);
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(context, new ArmRefusal(error.StatusCode, "BadRequest", error.Message));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException && !context.RequestAborted.IsCancellationRequested)
        {
            LogUnwritable(error);
            await RefuseAsync(
                context,
                new ArmRefusal(500, "InternalServerError", $"The local cloud could not write its state: {error.Message}"));
        }
    }

    /// <summary>A web page elsewhere could make a browser send requests here under its own name.</summary>
    private void CheckHost(HostString host)
    {
        if (host.Host is not ("127.0.0.1" or "localhost" or "[::1]") || host.Port != port())
            throw new ArmRefusal(403, "AuthorizationFailed", $"This server does not answer for the host '{host}'.");
    }

    private void CheckToken(string authorization)
    {
        const string Scheme = "Bearer ";
        if (
            !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..]), token))
            throw new ArmRefusal(
                401,
                "InvalidAuthenticationToken",
                "The access token is missing or is not the token of this local cloud.");
    }

    private static async Task WriteAsync(HttpContext context, ArmRequest request, ArmAnswer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.ETag is { } tag)
            response.Headers.ETag = tag;
        if (answer.Operation is { } operation)
        {
            string location = $"/providers/{operation.Type.Provider}/locations/{operation.Location}";
            string path = $"/subscriptions/{Uri.EscapeDataString(operation.Subscription)}{location}/operations/{operation.Id}";
            string version = $"api-version={Uri.EscapeDataString(request.Query("api-version") ?? "")}";
            response.Headers["Azure-AsyncOperation"] = request.Absolute($"{path}?{version}");
            response.Headers.RetryAfter = "1";
            if (answer.Status == 202)
                response.Headers.Location = request.Absolute($"{path}/result?{version}&monitor=true");
        }

        if (answer.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString();
        if (answer.Body is { } body)
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.WriteAsync(body.ToJsonString(), context.RequestAborted);
        }
    }

    private static async Task RefuseAsync(HttpContext context, ArmRefusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(
            new JsonObject { ["error"] = ArmJson.Error(refusal.Code, refusal.Message) }.ToJsonString(),
            context.RequestAborted);
    }

    [LoggerMessage(6101, LogLevel.Error, "a write was refused because the state cannot be written")]
    private partial void LogUnwritable(Exception error);
}
