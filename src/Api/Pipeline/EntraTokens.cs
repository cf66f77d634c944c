using BatchAi.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.Api;

/// <summary>Checks bearer tokens of Entra: signed by the tenant, issued by it, for this service, and of now.</summary>
internal sealed partial class EntraTokens(IOptions<ApiOptions> options, BaseConfigurationManager metadata, TimeProvider clock, ILogger<EntraTokens> logger)
{
    /// <summary>How far the clocks of Entra and of this machine may be apart.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    /// <summary>Azure Resource Manager in every cloud, by address and by application id.</summary>
    private static readonly string[] s_resourceManagers =
    [
        "https://management.azure.com", "https://management.core.windows.net", "https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net",
        "https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn", "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>The roles the token grants.</summary>
    /// <exception cref="ApiException">401: the token is not good here, and why. 503: the tenant's keys cannot be had now.</exception>
    public async Task<IReadOnlySet<string>> RolesOfAsync(string token, CancellationToken cancellation)
    {
        EntraOptions entra = options.Value.Entra!;
        await RequireKeysAsync(entra, cancellation);
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, Rules(entra));
        return result.IsValid
            ? result.ClaimsIdentity.FindAll("roles").Select(claim => claim.Value).ToHashSet()
            : throw new ApiException(401, new CloudErrorBody { Code = "InvalidAuthenticationToken", Message = $"{Explain(result.Exception, token, entra)}." });
    }

    private TokenValidationParameters Rules(EntraOptions entra) => new()
    {
        ConfigurationManager = metadata,
        // Which of the two forms a token has is decided by the registration's accessTokenAcceptedVersion.
        ValidIssuers = [$"{entra.Authority}{entra.TenantId}/v2.0", $"https://sts.windows.net/{entra.TenantId}/"],
        ValidAudiences = [entra.Audience, entra.Audience.StartsWith("api://", StringComparison.Ordinal) ? entra.Audience["api://".Length..] : $"api://{entra.Audience}"],
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsNow(from, until),
    };

    private bool IsNow(DateTime? from, DateTime? until)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + s_skew && (from is not { } start || start - s_skew <= now);
    }

    /// <summary>Before anything else: that they cannot be had is no fault of the token.</summary>
    private async Task RequireKeysAsync(EntraOptions entra, CancellationToken cancellation)
    {
        try
        {
            await metadata.GetBaseConfigurationAsync(cancellation);
        }
        catch (InvalidOperationException unreachable)
        {
            LogUnavailable(entra.TenantId, unreachable);
            throw new ApiException(503, new CloudErrorBody { Code = "ServiceUnavailable", Message = "Tokens cannot be checked now: the tenant's keys cannot be read. Try again later." });
        }
    }

    private static string Explain(Exception failure, string token, EntraOptions entra) => failure switch
    {
        SecurityTokenInvalidAudienceException when IsForResourceManager(token) =>
            $"The token is for Azure Resource Manager, not for this service. Ask for one of its own: az account get-access-token --resource {entra.Audience}",
        SecurityTokenInvalidAudienceException => $"The token is for another service; this one takes tokens for {entra.Audience}",
        SecurityTokenInvalidIssuerException => $"The token was issued by another tenant; this service takes tokens of {entra.TenantId}",
        SecurityTokenInvalidLifetimeException => "The token has expired, or is not valid yet. Ask for a new one",
        _ => "The token is not one that the tenant has signed",
    };

    private static bool IsForResourceManager(string token) =>
        new JsonWebToken(token).Audiences.Any(audience => s_resourceManagers.Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase));

    [LoggerMessage(2003, LogLevel.Error, "The signing keys of tenant {Tenant} cannot be read")]
    private partial void LogUnavailable(string tenant, Exception failure);
}
