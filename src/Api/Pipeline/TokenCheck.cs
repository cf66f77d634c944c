using System.Security.Cryptography;
using System.Text;
using BatchAi.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>Lets only callers with the host's token in, when it has one. Agents bring tokens of their own, which their endpoints check.</summary>
internal sealed class TokenCheck(RequestDelegate next, IOptions<ApiOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (options.Value.Token is not { Length: > 0 } token || context.Request.Path.StartsWithSegments(AgentEndpoints.Root) || IsSame(BearerToken.Of(context.Request), token))
            return next(context);

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new ApiException(401, new CloudErrorBody { Code = "AuthenticationFailed", Message = "The request needs the header 'Authorization: Bearer TOKEN' with the token this service was started with." });
    }

    /// <summary>Takes the same time however much of the token is right, and however long it is.</summary>
    private static bool IsSame(string? given, string token) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
