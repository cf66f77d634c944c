using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BatchAi.Model;

/// <summary>
/// What <see cref="RegisterRequest.Proof"/> holds on Azure, as JSON: two statements of the platform about the machine,
/// which only programs on it can get.
/// </summary>
public sealed record NodeProof
{
    /// <summary>
    /// The resource the agent asks a token for. Every tenant knows it without an app registration, and no service of
    /// Azure lets anybody in for it: only an application that was told to trust this very identity would.
    /// </summary>
    public const string Resource = "api://AzureADTokenExchange";

    /// <summary>Access token of the nodes' managed identity for <see cref="Resource"/>.</summary>
    public required string Token { get; init; }

    /// <summary>
    /// The member <c>signature</c> of the metadata service's attested document: PKCS#7 in base64, over a nonce made by
    /// <see cref="NonceOf"/>.
    /// </summary>
    public required string Attested { get; init; }

    /// <summary>Binds an attested document to one boot and one key: ten decimal digits, which is what the metadata service takes.</summary>
    public static string NonceOf(string bootId, string keyHash)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{bootId}\n{keyHash}"));
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(hash) % 10_000_000_000;
        return number.ToString("D10", CultureInfo.InvariantCulture);
    }
}
