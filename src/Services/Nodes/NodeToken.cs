using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>A node's bearer token: it says whose it is and proves it. Only its hash is kept.</summary>
/// <param name="Epoch">
/// Of the registration it was issued for: tells the agent of an earlier boot, which must stop, from one that may
/// register again.
/// </param>
public sealed record NodeToken(string ClusterUid, int Ordinal, int Epoch, string Text)
{
    /// <summary>32 random bytes behind the node's place and epoch.</summary>
    public static NodeToken Issue(string clusterUid, int ordinal, int epoch) =>
        new(
            clusterUid,
            ordinal,
            epoch,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{clusterUid}.{ordinal}.{epoch}.{RandomNumberGenerator.GetHexString(64, lowercase: true)}"));

    public static bool TryParse(string? text, [NotNullWhen(true)] out NodeToken? token)
    {
        string[] parts = (text ?? "").Split('.');
        token = parts is [var cluster, var place, var boot, _]
            && Uids.IsUid(cluster)
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal)
            && int.TryParse(boot, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            ? new NodeToken(cluster, ordinal, epoch, text!)
            : null;
        return token is not null;
    }

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string? hash) =>
        hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));
}
