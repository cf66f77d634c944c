using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BatchAi.Linux;
using BatchAi.Services;

namespace BatchAi.LocalHost;

/// <summary>Links that let a client read one file for a while without signing in, as a shared access signature does.</summary>
public sealed class DownloadLinks(byte[] key, TimeProvider clock)
{
    public const string Prefix = "/files/";

    /// <summary>Path and query of a link to a file.</summary>
    public string PathTo(LinkedFile file, TimeSpan goodFor)
    {
        long expires = (clock.GetUtcNow() + goodFor).ToUnixTimeSeconds();
        string text = string.Join('\n', file.Volume.Kind, file.Volume.Account, file.Volume.Name, EscapedName.Of(file.Path));
        string name = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}?se={expires}&sig={Sign(text, expires)}");
    }

    /// <summary>The file a link leads to; null when the link was not made here or is too old.</summary>
    public LinkedFile? FileOf(string name, string? expiresText, string? signature)
    {
        if (
            !long.TryParse(expiresText, NumberStyles.None, CultureInfo.InvariantCulture, out long expires)
            || signature is null
            || !Base64Url.IsValid(name))
            return null;

        string text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name));
        bool ours = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(signature),
            Encoding.ASCII.GetBytes(Sign(text, expires)));
        return ours
            && clock.GetUtcNow().ToUnixTimeSeconds() <= expires
            && text.Split('\n') is [var kind, var account, var volume, var path]
            && Enum.TryParse(kind, out VolumeKind parsed)
            && EscapedName.ParsePath(path) is { } steps
                ? new LinkedFile(new Volume(parsed, account, volume), steps)
                : null;
    }

    private string Sign(string file, long expires) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"download\n{expires}\n{file}"))));
}
