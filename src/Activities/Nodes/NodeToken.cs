using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BatchAi.Activities;

/// <summary>A node's bearer token: it says whose it is and proves it. Only its hash is kept.</summary>
public sealed record NodeToken(string ClusterUid, int Ordinal, string Text)
{
    /// <summary>32 random bytes behind the node's place.</summary>
    public static NodeToken Issue(string clusterUid, int ordinal) =>
        new(clusterUid, ordinal, string.Create(CultureInfo.InvariantCulture, $"{clusterUid}.{ordinal}.{RandomNumberGenerator.GetHexString(64, lowercase: true)}"));

    public static bool TryParse(string? text, [NotNullWhen(true)] out NodeToken? token)
    {
        string[] parts = (text ?? "").Split('.');
        token = parts.Length == 3 && parts[0].Length == 32 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal)
            ? new NodeToken(parts[0], ordinal, text!)
            : null;
        return token is not null;
    }

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string? hash) =>
        hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));
}
