using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.Api.Tests;

/// <summary>An Entra tenant that mints whatever token a test asks for.</summary>
internal sealed class Tenant : IDisposable
{
    public const string Id = "11111111-2222-3333-4444-555555555555";
    public const string Audience = "api://99999999-8888-7777-6666-555555555555";
    public const string Issuer = $"https://login.microsoftonline.com/{Id}/v2.0";

    private readonly RSA _key = RSA.Create(2048);

    public static EntraOptions Options { get; } = new(Id, Audience, new Uri("https://login.microsoftonline.com/"));

    /// <summary>What the tenant says of itself at its metadata address.</summary>
    public IConfigurationManager<OpenIdConnectConfiguration> Keys =>
        new StaticConfigurationManager<OpenIdConnectConfiguration>(
            new OpenIdConnectConfiguration { Issuer = Issuer, SigningKeys = { Key } });

    private RsaSecurityKey Key => new(_key) { KeyId = "key-1" };

    public string Mint(
        DateTimeOffset now,
        string role = "BatchAI.Contributor",
        string audience = Audience,
        string issuer = Issuer,
        TimeSpan? validFrom = null,
        TimeSpan? validFor = null,
        Func<SecurityKey, SigningCredentials?>? sign = null,
        int padding = 0,
        string? scope = "user_impersonation",
        string? type = null)
    {
        SecurityTokenDescriptor token = new()
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = (now + (validFrom ?? TimeSpan.Zero)).UtcDateTime,
            Expires = (now + (validFor ?? TimeSpan.FromHours(1))).UtcDateTime,
            Claims = new Dictionary<string, object> { ["padding"] = new string('x', padding) },
            SigningCredentials = sign is null ? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256) : sign(Key),
        };
        if (role.Length > 0)
            token.Claims["roles"] = role.Split(' ');
        if (scope is not null)
            token.Claims["scp"] = scope;
        if (type is not null)
            token.Claims["idtyp"] = type;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public void Publish(TenantMetadata metadata) => metadata.Publish("key-1", _key);

    public void Dispose() => _key.Dispose();
}
