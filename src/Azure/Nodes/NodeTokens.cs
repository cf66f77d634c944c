using BatchAi.Model;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Checks that a token is of the nodes' managed identity, signed by the deployment's tenant, for
/// <see cref="NodeProof.Resource"/>, and in time.
/// </summary>
/// <param name="keys">The tenant's signing keys.</param>
/// <param name="authority">Address of Microsoft Entra ID.</param>
/// <param name="clientId">Of the nodes' identity.</param>
internal sealed class NodeTokens(
    IConfigurationManager<OpenIdConnectConfiguration> keys,
    Uri authority,
    string tenantId,
    string clientId,
    TimeProvider clock)
{
    /// <summary>
    /// The id of the application that <see cref="NodeProof.Resource"/> is: tokens of version 2 say it in place of the
    /// name.
    /// </summary>
    private const string ResourceId = "fb60f99c-7a34-4190-8149-302f77469936";

    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Null when the token is good, else what is wrong with it.</summary>
    /// <exception cref="InvalidOperationException">The tenant's keys cannot be had now.</exception>
    public async Task<string?> WhyNotAsync(string token, CancellationToken cancellation)
    {
        OpenIdConnectConfiguration tenant = await keys.GetConfigurationAsync(cancellation);
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, Rules(tenant));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // Keys are rolled now and then; asking again is limited by the manager itself.
            keys.RequestRefresh();
            result = await _handler.ValidateTokenAsync(token, Rules(await keys.GetConfigurationAsync(cancellation)));
        }

        if (!result.IsValid)
            return $"the token was refused: {result.Exception?.GetType().Name ?? "invalid"}";

        string? Claim(string name) => result.Claims.TryGetValue(name, out object? value) ? value as string : null;
        if (!Same(Claim("tid"), tenantId))
            return "the token is of another tenant";
        return Same(Claim("azp") ?? Claim("appid"), clientId) ? null : "the token is not of the nodes' identity";
    }

    private TokenValidationParameters Rules(OpenIdConnectConfiguration tenant) =>
        new()
        {
            ValidIssuers = [tenant.Issuer, .. EntraIssuers.Of(authority, tenantId)],
            ValidAudiences = [NodeProof.Resource, ResourceId],
            IssuerSigningKeys = tenant.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires is { } end && end + s_skew > Now && (notBefore is not { } begin || begin - s_skew < Now),
        };

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private static bool Same(string? one, string other) => other.Equals(one, StringComparison.OrdinalIgnoreCase);
}
