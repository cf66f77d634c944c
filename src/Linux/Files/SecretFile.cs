using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// Reads files that hold a secret. Rights and owner are asked of the opened file, so that nothing can be laid in its place between the
/// question and the reading; a pipe, such as a shell's <c>&lt;(command)</c>, is as good as a file.
/// </summary>
public static class SecretFile
{
    /// <summary>In bytes; far more than any token has.</summary>
    private const int Largest = 64 * 1024;

    private const uint RightsOfOthers = 0b000_111_111;

    /// <summary>The text of a file that somebody named, whoever owns it.</summary>
    /// <exception cref="SecretFileException">Others have a right on it, or it is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string path) => Read(path, owner: null);

    /// <summary>The text of a file that was found, and so has to be of the user who runs this.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static string ReadOwn(string path) => Read(path, ThisProcess.User);

    /// <summary>Whether a text can be a token: a single word of visible ASCII characters, as a header can hold it.</summary>
    public static bool IsToken(string text) => text.Length > 0 && text.All(letter => letter is > ' ' and <= '~');

    /// <summary>Whether a file or directory belongs to the user who runs this; false when it is not there.</summary>
    public static bool IsOwn(string path) => FileOwner.TryFind(path) == ThisProcess.User;

    private static string Read(string path, uint? owner)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        FileStatus status = FileStatus.Of(file);
        if (owner is { } expected && status.Owner != expected)
            throw new SecretFileException($"{path} belongs to the user with uid {status.Owner}, not to you.");
        if ((status.Mode & RightsOfOthers) != 0)
            throw new SecretFileException(
                $"{path} holds a secret and can be opened by other users (mode {Convert.ToString(status.Mode & 0x1FF, 8).PadLeft(4, '0')}); "
                + "close it with chmod 600, and change the secret if others may have read it.");

        using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
        byte[] content = new byte[Largest + 1];
        int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length <= Largest
            ? System.Text.Encoding.UTF8.GetString(content, 0, length)
            : throw new SecretFileException($"{path} has more than {Largest} bytes.");
    }
}
