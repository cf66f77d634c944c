using System.Buffers;
using System.Text;

namespace BatchAi.Linux;

/// <summary>
/// One step of a path. To the kernel it is bytes without a slash or NUL; they need not be UTF-8, and .NET's own file classes cannot say a
/// name that is not. Never <c>.</c> or <c>..</c>.
/// </summary>
public readonly struct FileName : IEquatable<FileName>
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // With the NUL that the C library wants at its end; null in a value that nobody made.
    private readonly byte[]? _terminated;

    private FileName(ReadOnlySpan<byte> bytes) => _terminated = [.. bytes, 0];

    /// <exception cref="ArgumentException">It is no single step of a path.</exception>
    public static FileName Of(string name) =>
        TryParse(name, out FileName parsed) ? parsed : throw new ArgumentException($"'{name}' is not the name of a file", nameof(name));

    /// <inheritdoc cref="Of(string)"/>
    public static FileName Of(ReadOnlySpan<byte> name) =>
        TryParse(name, out FileName parsed) ? parsed : throw new ArgumentException("these bytes are not the name of a file", nameof(name));

    public static bool TryParse(string name, out FileName parsed) => TryParse(Encoding.UTF8.GetBytes(name), out parsed);

    public static bool TryParse(ReadOnlySpan<byte> name, out FileName parsed)
    {
        bool isName = !name.IsEmpty && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && !name.ContainsAny((byte)'/', (byte)0);
        parsed = isName ? new FileName(name) : default;
        return isName;
    }

    public ReadOnlySpan<byte> Bytes => Terminated[..^1];

    internal ReadOnlySpan<byte> Terminated => _terminated ?? throw new InvalidOperationException("this name was never given");

    public bool Equals(FileName other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is FileName other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public static bool operator ==(FileName left, FileName right) => left.Equals(right);

    public static bool operator !=(FileName left, FileName right) => !left.Equals(right);

    /// <summary>
    /// For people: control characters and bytes that are not UTF-8 stand there as <c>\xNN</c>, so that one name is one line.
    /// </summary>
    public override string ToString()
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> rest = Bytes;
        while (!rest.IsEmpty)
        {
            OperationStatus read = Rune.DecodeFromUtf8(rest, out Rune rune, out int length);
            if (read == OperationStatus.Done && !Rune.IsControl(rune))
                text.Append(rune);
            else
                foreach (byte each in rest[..length])
                    text.Append($"\\x{each:x2}");
            rest = rest[length..];
        }
        return text.ToString();
    }

    /// <summary>The name as .NET's file classes take it; false for one that they cannot say.</summary>
    public bool TryGetText(out string text)
    {
        try
        {
            text = s_strict.GetString(Bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
