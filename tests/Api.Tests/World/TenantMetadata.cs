using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.Api.Tests;

/// <summary>
/// The documents in which a tenant says by which keys it signs, fetched as the product fetches them but without a
/// network.
/// </summary>
internal sealed class TenantMetadata : IDocumentRetriever
{
    private const string Address = "https://login.example/metadata";
    private const string KeysAddress = "https://login.example/keys";

    private readonly ConcurrentDictionary<string, JsonWebKey> _keys = new(StringComparer.Ordinal);
    private int _asked;
    private int _fetches;

    public TenantMetadata() =>
        Manager = new ConfigurationManager<OpenIdConnectConfiguration>(Address, new OpenIdConnectConfigurationRetriever(), this);

    public ConfigurationManager<OpenIdConnectConfiguration> Manager { get; }

    /// <summary>How often the keys were read.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>How many documents were asked for, answered or not.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Set, whoever fetches waits for it; a fault is what a network without a route does.</summary>
    public Task? Answer { get; set; }

    public void Publish(string keyId, RSA key) => _keys[keyId] = JsonWebKeyConverter.ConvertFromRSASecurityKey(
        new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false)) { KeyId = keyId });

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        Interlocked.Increment(ref _asked);
        if (Answer is { } answer)
            await answer;
        if (address == Address)
            return JsonSerializer.Serialize(new { issuer = Tenant.Issuer, jwks_uri = KeysAddress });
        Interlocked.Increment(ref _fetches);
        return JsonSerializer.Serialize(
            new
            {
                keys = _keys.Values.Select(key => new
                {
                    kty = key.Kty,
                    use = "sig",
                    kid = key.Kid,
                    n = key.N,
                    e = key.E,
                }),
            }
        );
    }
}
