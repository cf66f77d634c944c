using System.Security.Cryptography;
using System.Text;

namespace BatchAi.LocalHost;

/// <summary>
/// Keys for one purpose each, derived from the key of the stored secrets by HKDF (RFC 5869): what is found out about one of them says
/// nothing about the others, nor about the secrets.
/// </summary>
/// <param name="secretsKey">32 random bytes; they encrypt the stored secrets themselves, and nothing else.</param>
internal sealed class DerivedKeys(byte[] secretsKey)
{
    private const int DownloadKeyBytes = 32;
    private const int BearerBytes = 16;

    /// <summary>Signs links to files.</summary>
    public byte[] Downloads => Derive("batchai/download-links/1", DownloadKeyBytes);

    /// <summary>What the control plane shows to the local cloud.</summary>
    public string CloudBearer => Convert.ToHexStringLower(Derive("batchai/local-cloud-bearer/1", BearerBytes));

    private byte[] Derive(string label, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secretsKey, length, salt: [], info: Encoding.ASCII.GetBytes(label));
}
