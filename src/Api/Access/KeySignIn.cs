using System.Security.Cryptography;
using System.Text;
using BatchAi.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>Signs in callers who bring the host's key, or the token that it was started with, as a bearer token.</summary>
internal sealed class KeySignIn(IOptions<ApiOptions> options) : IAuthenticationHandler
{
    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(
        options.Value.Token is { Length: > 0 } key && BearerToken.Of(_context.Request) is { } given && IsSame(given, key)
            ? AuthenticateResult.Success(new AuthenticationTicket(ServiceRoles.AContributor(SignIn.Key), SignIn.Key))
            : AuthenticateResult.NoResult());

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        _context.Response.Headers.WWWAuthenticate = "Bearer";
        const string Message = "The request needs the header 'Authorization: Bearer TOKEN' with the token this service was started with.";
        throw new ApiException(401, new CloudErrorBody { Code = "AuthenticationFailed", Message = Message });
    }

    public Task ForbidAsync(AuthenticationProperties? properties) =>
        throw new NotSupportedException("Whoever has the key may do everything.");

    /// <summary>Takes the same time however much of the key is right, and however long it is.</summary>
    private static bool IsSame(string given, string key) =>
        CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
