using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BatchAi.Api;

/// <summary>
/// The ways to sign in, each an authentication scheme. A host has exactly one of them, chosen by its <see cref="ApiOptions"/>.
/// </summary>
internal static class SignIn
{
    /// <summary>A token of Microsoft Entra ID.</summary>
    public const string Entra = "Entra";

    /// <summary>One key that all callers share.</summary>
    public const string Key = "Key";

    /// <summary>Nothing: the host listens on loopback, and whoever reaches it may use it.</summary>
    public const string Open = "Open";

    public static string SchemeOf(ApiOptions options) => options switch
    {
        { Entra: not null } => Entra,
        { Token.Length: > 0 } => Key,
        _ => Open,
    };

    /// <remarks>
    /// Not <c>AddAuthentication</c>, which brings Data Protection along: that writes a key ring to the home directory when a host starts,
    /// and nothing here keeps a session. Not <c>AddJwtBearer</c>, which reads the configuration section <c>Authentication</c>: what is set
    /// stands in <see cref="ApiOptions"/> alone.
    /// </remarks>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthenticationCore(schemes =>
        {
            schemes.AddScheme<JwtBearerHandler>(Entra, displayName: null);
            schemes.AddScheme<KeySignIn>(Key, displayName: null);
            schemes.AddScheme<OpenSignIn>(Open, displayName: null);
        });
        services.AddWebEncoders();
        services.AddOptions();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JwtBearerOptions>, EntraSignIn>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>());
        // Anybody may send a bad token, and each would be logged with its stack.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Warning));
    }
}

/// <summary>Signs in everybody: nothing but the machine itself reaches a host that is open like this.</summary>
internal sealed class OpenSignIn : IAuthenticationHandler
{
    private static readonly AuthenticationTicket s_anybody = new(ServiceRoles.AContributor(SignIn.Open), SignIn.Open);

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context) => Task.CompletedTask;

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(s_anybody));

    public Task ChallengeAsync(AuthenticationProperties? properties) => throw new NotSupportedException("Nobody is refused.");

    public Task ForbidAsync(AuthenticationProperties? properties) => throw new NotSupportedException("Nobody is refused.");
}
