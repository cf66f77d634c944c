using BatchAi.Model;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.Api;

/// <summary>
/// Which tokens of Microsoft Entra ID sign callers in: signed by the tenant, issued by it, for this service, and of now. ASP.NET Core's
/// <see cref="JwtBearerHandler"/> checks them; here is by which rules, and how it refuses.
/// </summary>
internal sealed partial class EntraSignIn(IOptions<ApiOptions> api, TimeProvider clock, ILogger<EntraSignIn> logger)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    /// <summary>How far the clocks of Entra and of this machine may be apart.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    /// <summary>How long a request waits for the tenant's keys where none were ever read; what has been read is used at once.</summary>
    private static readonly TimeSpan s_keysWait = TimeSpan.FromSeconds(10);

    /// <summary>In bytes. A token with 200 groups has 8 KB; Kestrel takes no request with more than this in all its headers.</summary>
    private const int LargestToken = 32 * 1024;

    /// <summary>Azure Resource Manager in every cloud, by address and by application id.</summary>
    private static readonly string[] s_resourceManagers =
    [
        "https://management.azure.com", "https://management.core.windows.net",
        "https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net",
        "https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn",
        "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    ];

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != SignIn.Entra || api.Value.Entra is not { } entra)
            return;

        options.MetadataAddress = entra.MetadataAddress;
        options.BackchannelTimeout = s_keysWait;
        options.SaveToken = false;
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = LargestToken });
        options.TokenValidationParameters = Rules(entra);
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = RequireKeysAsync,
            OnTokenValidated = RequireAccessAsync,
            OnChallenge = context => throw Refuse(context, entra),
        };
    }

    private TokenValidationParameters Rules(EntraOptions entra) => new()
    {
        // Which of the two forms a token has is decided by the registration's requestedAccessTokenVersion.
        ValidIssuers = EntraIssuers.Of(entra.Authority, entra.TenantId),
        ValidAudiences = [entra.Audience, entra.OtherAudience],
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsNow(from, until),
    };

    private bool IsNow(DateTime? from, DateTime? until)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + s_skew && (from is not { } start || start - s_skew <= now);
    }

    /// <summary>Before the token is looked at: that the tenant's keys cannot be had is no fault of the token.</summary>
    private async Task RequireKeysAsync(MessageReceivedContext context)
    {
        if (string.IsNullOrEmpty(BearerToken.Of(context.Request)))
            return;

        // The fetch is shared and not cut short with the one who waits for it, so the wait has a limit of its own.
        using CancellationTokenSource limit = new(s_keysWait, clock);
        CancellationToken aborted = context.HttpContext.RequestAborted;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(ended.Token).WaitAsync(ended.Token);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The caller hung up; whatever the answer is, nobody reads it.
            context.NoResult();
        }
        catch (Exception unreachable) when (unreachable is InvalidOperationException or OperationCanceledException)
        {
            context.Fail(new KeysUnavailableException(unreachable));
        }
    }

    /// <summary>
    /// An ID token bears the same signature. What lets a program act has a scope, where it acts for somebody, or says that it acts for
    /// itself (learn.microsoft.com, "Secure applications and APIs by validating claims").
    /// </summary>
    private static Task RequireAccessAsync(TokenValidatedContext context)
    {
        bool actsForSomebody = !string.IsNullOrWhiteSpace(context.Principal?.FindFirst("scp")?.Value);
        if (!actsForSomebody && context.Principal?.FindFirst("idtyp")?.Value != "app")
            context.Fail(new NoAccessTokenException());
        return Task.CompletedTask;
    }

    /// <summary>The answer to who is not signed in.</summary>
    private ApiException Refuse(JwtBearerChallengeContext context, EntraOptions entra)
    {
        // Says where to get a token for what.
        context.Response.Headers.WWWAuthenticate =
            $"Bearer authorization_uri=\"{entra.Authority}{entra.TenantId}\", resource_id=\"{entra.Audience}\"";
        switch (context.AuthenticateFailure)
        {
            case null:
                return Refusal(401, "AuthenticationFailed",
                    $"The request needs the header 'Authorization: Bearer TOKEN' with an Entra token for {entra.Audience}.");
            case KeysUnavailableException unavailable:
                LogUnavailable(entra.TenantId, unavailable.InnerException!);
                return Refusal(503, "ServiceUnavailable",
                    "Tokens cannot be checked now: the tenant's keys cannot be read. Try again later.");
            case { } failure:
                return Refusal(401, "InvalidAuthenticationToken", $"{Explain(failure, BearerToken.Of(context.Request)!, entra)}.");
        }
    }

    private static string Explain(Exception failure, string token, EntraOptions entra) => failure switch
    {
        SecurityTokenInvalidAudienceException when IsForResourceManager(token) =>
            "The token is for Azure Resource Manager, not for this service. Ask for one of its own: "
                + $"az account get-access-token --resource {entra.Audience}",
        SecurityTokenInvalidAudienceException => $"The token is for another service; this one takes tokens for {entra.Audience}",
        SecurityTokenInvalidIssuerException => $"The token was issued by another tenant; this service takes tokens of {entra.TenantId}",
        NoAccessTokenException => "The token is no access token: it has neither a scope (scp) nor the type of an application (idtyp). "
            + $"Ask for one: az account get-access-token --resource {entra.Audience}",
        SecurityTokenInvalidLifetimeException => "The token has expired, or is not valid yet. Ask for a new one",
        _ => "The token is not one that the tenant has signed",
    };

    private static bool IsForResourceManager(string token) =>
        new JsonWebToken(token).Audiences
            .Any(audience => s_resourceManagers.Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase));

    private static ApiException Refusal(int status, string code, string message) =>
        new(status, new CloudErrorBody { Code = code, Message = message });

    [LoggerMessage(2003, LogLevel.Error, "The signing keys of tenant {Tenant} cannot be read")]
    private partial void LogUnavailable(string tenant, Exception failure);

    /// <summary>The token is right but for what it allows, which is nothing.</summary>
    private sealed class NoAccessTokenException() : Exception("The token has neither scp nor idtyp=app.");

    /// <summary>The tenant's keys cannot be had now, so nothing can be said of the token.</summary>
    private sealed class KeysUnavailableException(Exception inner) : Exception("The tenant's keys cannot be read.", inner);
}
