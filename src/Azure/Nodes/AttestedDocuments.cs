using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace BatchAi.AzureAdapters;

/// <summary>Reads attested documents of the metadata service, and believes only those a certificate of that service has signed.</summary>
/// <param name="domain">The certificate is for this name or one below it: Azure's documentation says that the name in front varies.</param>
/// <param name="roots">Roots to trust in place of the system's; null for the system's.</param>
internal sealed class AttestedDocuments(string domain, X509Certificate2Collection? roots, TimeProvider clock)
{
    private const string CommonName = "2.5.4.3";

    private static readonly HashSet<string> s_digests =
    [
        Oid.FromFriendlyName("SHA256", OidGroup.HashAlgorithm).Value!,
        Oid.FromFriendlyName("SHA384", OidGroup.HashAlgorithm).Value!,
        Oid.FromFriendlyName("SHA512", OidGroup.HashAlgorithm).Value!,
    ];

    /// <param name="signature">PKCS#7 in base64, the document within.</param>
    /// <param name="why">What is wrong with it when there is none.</param>
    public AttestedDocument? Read(string signature, out string why)
    {
        why = "the attested document is no PKCS#7 message in base64";
        byte[] bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out int length))
            return null;

        SignedCms message = new();
        try
        {
            message.Decode(bytes.AsSpan(0, length));
            if (
                message.SignerInfos is not { Count: 1 } signers
                || signers[0] is not { Certificate: { } certificate } signer
                || !s_digests.Contains(signer.DigestAlgorithm.Value ?? ""))
                return null;

            why = "the signature of the attested document does not fit it";
            signer.CheckSignature(verifySignatureOnly: true);

            why = $"the attested document is signed by {certificate.Subject}, which is not for {domain}";
            if (!NamesOf(certificate).Any(IsOurs) || !IsTrusted(certificate, message.Certificates, ref why))
                return null;
        }
        catch (CryptographicException)
        {
            return null;
        }

        why = "the attested document lacks members";
        return AttestedDocument.Parse(message.ContentInfo.Content);
    }

    private bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection beside, ref string why)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.ExtraStore.AddRange(beside);
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;

        // As Azure's own instructions do: a list of revoked certificates that cannot be had must not keep nodes out.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            chain.ChainPolicy.DisableCertificateDownloads = true;
        }

        if (chain.Build(certificate))
            return true;
        why =
            "the certificate of the attested document leads to no trusted root: "
            + $"{string.Join(", ", chain.ChainStatus.Select(status => status.Status))}";
        return false;
    }

    private bool IsOurs(string name) =>
        name.Equals(domain, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        [
            .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()),
            .. certificate
                .SubjectName.EnumerateRelativeDistinguishedNames()
                .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
                .Select(part => part.GetSingleElementValue() ?? ""),
        ];
}
