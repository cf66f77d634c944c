using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BatchAi.Embedded;
using BatchAi.Linux;

namespace BatchAi.LocalHost;

/// <summary>
/// The token that callers of a server bring, in the file <c>token</c> of its data directory, where the command line of the same user finds
/// it. One that the server made is kept for its next start; one that was given holds for that start alone, so that a word from a command
/// line, which others may have seen, does not stay in force unnoticed.
/// </summary>
internal static class AccessToken
{
    /// <summary>By this its next start knows a token that a server made, and so do programs that look for leaked secrets.</summary>
    private const string Prefix = "batchai_";

    /// <summary>As hard to guess as the key of AES-256.</summary>
    private const int RandomBytes = 32;

    /// <summary>Null, and no file, when the server is to need none.</summary>
    /// <exception cref="DataDirectoryException">What was given is no token, or a file with one is not private.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read or written.</exception>
    public static string? Settle(DataDirectory data, ServeOptions options)
    {
        string file = data.PathOf("token");
        if (options.WithoutToken)
        {
            File.Delete(file);
            return null;
        }

        string? given = ReadGiven(options);
        if (given is null && File.Exists(file) && ReadKept(file) is { } kept)
            return kept;
        string token = given ?? Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        // It is read again at the next start, so it has to be whole also after a crash of the machine.
        AtomicFile.Write(file, Encoding.ASCII.GetBytes($"{token}\n"), Survives.MachineCrash);
        return token;
    }

    private static string? ReadGiven(ServeOptions options)
    {
        try
        {
            string? given = options.TokenFile is { } named ? SecretFile.Read(named).Trim() : options.Token;
            return given is null || SecretFile.IsToken(given)
                ? given
                : throw new DataDirectoryException(
                    $"{options.TokenFile ?? "what was given"} is no token: one is a single word of visible ASCII characters.");
        }
        catch (SecretFileException open)
        {
            throw new DataDirectoryException($"--token-file: {open.Message}", open);
        }
    }

    /// <summary>Null when the file holds no token that a server made.</summary>
    private static string? ReadKept(string file)
    {
        try
        {
            string text = SecretFile.ReadOwn(file).Trim();
            return text.StartsWith(Prefix, StringComparison.Ordinal)
                && text.Length == Prefix.Length + Base64Url.GetEncodedLength(RandomBytes)
                && SecretFile.IsToken(text)
                    ? text
                    : null;
        }
        catch (SecretFileException open)
        {
            throw new DataDirectoryException($"{open.Message} Or remove it: the server then makes another token.", open);
        }
    }
}
