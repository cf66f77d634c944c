using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using BatchAi.Model;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>
/// A machine on an Azure of our own: a tenant that signs tokens, and a metadata service with a chain of certificates.
/// What it says can be bent.
/// </summary>
internal sealed record AMachine
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly RsaSecurityKey s_tenantKey = new(RSA.Create(2048)) { KeyId = "tenant-key" };
    private static readonly X509Certificate2 s_root = Root();

    public string VmId { get; init; } = "d3e0e374-fda6-4649-bbc9-7f20dc379f34";

    public string SubscriptionId { get; init; } = Settings.Subscription;

    public string? Nonce { get; init; }

    public DateTimeOffset ExpiresOn { get; init; } = Now.AddHours(6);

    /// <summary>What the metadata service's certificate is for.</summary>
    public string CertificateName { get; init; } = "eastus.metadata.azure.com";

    public bool CertificateIsTrusted { get; init; } = true;

    public bool DocumentIsChanged { get; init; }

    public string Audience { get; init; } = "fb60f99c-7a34-4190-8149-302f77469936";

    public string Issuer { get; init; } = $"https://login.microsoftonline.com/{Settings.Tenant}/v2.0";

    public string ClientId { get; init; } = Settings.NodeClient;

    /// <summary>The claim that names the client: version 2 of tokens says azp, version 1 appid.</summary>
    public string ClientClaim { get; init; } = "azp";

    public DateTimeOffset TokenExpires { get; init; } = Now.AddHours(1);

    public bool TokenIsForged { get; init; }

    public static X509Certificate2Collection Roots => [s_root];

    public static OpenIdConnectConfiguration Tenant
    {
        get
        {
            OpenIdConnectConfiguration tenant = new() { Issuer = $"https://login.microsoftonline.com/{Settings.Tenant}/v2.0" };
            tenant.SigningKeys.Add(s_tenantKey);
            return tenant;
        }
    }

    public RegisterRequest Register(string instanceId = "3", string bootId = "boot-1", string keyHash = "aa") =>
        new()
        {
            Protocol = AgentProtocol.Version,
            ClusterUid = "0f3a",
            InstanceId = instanceId,
            BootId = bootId,
            KeyHash = keyHash,
            Address = "10.0.0.4",
            Proof = JsonSerializer.Serialize(
                new NodeProof { Token = Token(), Attested = Attested(Nonce ?? NodeProof.NonceOf("boot-1", "aa")) },
                ModelJson.Default.NodeProof),
        };

    public string Attested(string nonce)
    {
        string Time(DateTimeOffset time) => time.ToString("MM/dd/yy HH:mm:ss", CultureInfo.InvariantCulture) + " -0000";
        string document = JsonSerializer.Serialize(new
        {
            licenseType = "",
            nonce,
            plan = new { name = "", product = "", publisher = "" },
            sku = "2204",
            subscriptionId = SubscriptionId,
            timeStamp = new { createdOn = Time(Now.AddMinutes(-1)), expiresOn = Time(ExpiresOn) },
            vmId = VmId,
        });
        using X509Certificate2 issuer = CertificateIsTrusted ? Intermediate(s_root) : Intermediate(Root());
        using X509Certificate2 signer = Leaf(issuer, CertificateName);
        SignedCms message = new(new ContentInfo(Encoding.UTF8.GetBytes(document)));
        CmsSigner with = new(SubjectIdentifierType.IssuerAndSerialNumber, signer) { IncludeOption = X509IncludeOption.EndCertOnly };
        with.Certificates.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
        message.ComputeSignature(with);
        byte[] bytes = message.Encode();
        if (DocumentIsChanged)
            bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(VmId))] ^= 1;
        return Convert.ToBase64String(bytes);
    }

    private string Token() =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                NotBefore = Now.AddMinutes(-5).UtcDateTime,
                Expires = TokenExpires.UtcDateTime,
                Claims = new Dictionary<string, object> { ["tid"] = Settings.Tenant, [ClientClaim] = ClientId },
                SigningCredentials = new SigningCredentials(
                    TokenIsForged ? new RsaSecurityKey(RSA.Create(2048)) { KeyId = "tenant-key" } : s_tenantKey,
                    SecurityAlgorithms.RsaSha256),
            }
        );

    private static X509Certificate2 Root()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=Root of a test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
    }

    private static X509Certificate2 Intermediate(X509Certificate2 root) =>
        Signed(
            root,
            "CN=Issuer of a test",
            request =>
                request.CertificateExtensions.Add(
                    new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true)));

    private static X509Certificate2 Leaf(X509Certificate2 issuer, string name) => Signed(issuer, "CN=" + name, request =>
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
    });

    private static X509Certificate2 Signed(X509Certificate2 issuer, string name, Action<CertificateRequest> extend)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        extend(request);
        using X509Certificate2 certificate = request.Create(issuer, Now.AddMonths(-1), Now.AddMonths(6), Guid.NewGuid().ToByteArray());
        return certificate.CopyWithPrivateKey(key);
    }
}
