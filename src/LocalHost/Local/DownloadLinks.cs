using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BatchAi.LocalHost;

/// <summary>Links that let a client read one file for a while without signing in, as a shared access signature does.</summary>
public sealed class DownloadLinks(byte[] key, TimeProvider clock)
{
    public const string Prefix = "/files/";

    /// <summary>Path and query of a link to a file.</summary>
    public string PathTo(string file, TimeSpan goodFor)
    {
        long expires = (clock.GetUtcNow() + goodFor).ToUnixTimeSeconds();
        string name = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(file));
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}?se={expires}&sig={Sign(file, expires)}");
    }

    /// <summary>The file a link leads to; null when the link was not made here or is too old.</summary>
    public string? FileOf(string name, string? expiresText, string? signature)
    {
        if (
            !long.TryParse(expiresText, NumberStyles.None, CultureInfo.InvariantCulture, out long expires)
            || signature is null
            || !Base64Url.IsValid(name))
            return null;

        string file = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name));
        bool ours = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(signature),
            Encoding.ASCII.GetBytes(Sign(file, expires)));
        return ours && clock.GetUtcNow().ToUnixTimeSeconds() <= expires ? file : null;
    }

    private string Sign(string file, long expires) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"download\n{expires}\n{file}"))));
}
