using System.Buffers;

namespace BatchAi.State;

/// <summary>What partition keys, row keys and bounds may look like, so that every store orders and finds them alike.</summary>
public static class StoreKeys
{
    /// <summary>Longest key, in characters (Table storage: 1 KiB of UTF-16).</summary>
    public const int MaxLength = 512;

    /// <summary>Appended to a row it makes the bound "just after that row": keys hold nothing below a space.</summary>
    public const char After = '\u0001';

    // Lower-case printable ASCII without what Table storage forbids in keys.
    private static readonly SearchValues<char> s_allowed = SearchValues.Create(
        " !\"$%&'()*+,-.0123456789:;<=>@[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Null when the key is good, else what is wrong with it.</summary>
    public static string? Fault(string? key) =>
        key switch
        {
            null or "" => "is empty",
            { Length: > MaxLength } => $"is {key.Length} characters long; the limit is {MaxLength}",
            _ when key.AsSpan().IndexOfAnyExcept(s_allowed) is >= 0 and int at =>
                $"has U+{(int)key[at]:X4} at {at}; keys are lower-case printable ASCII without / \\ # ?",
            _ => null,
        };

    /// <summary>
    /// The smallest bound above every row that begins with a prefix: <c>List(from: prefix, to: EndOf(prefix))</c> lists
    /// exactly those.
    /// </summary>
    public static string EndOf(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return prefix[..^1] + (char)(prefix[^1] + 1);
    }

    /// <summary>The bound that goes on right after a row.</summary>
    public static string JustAfter(string row) => row + After;

    /// <summary>
    /// Null when the bound is good: printable ASCII of any kind, at the end perhaps <see cref="After"/> or the
    /// character above '~'.
    /// </summary>
    internal static string? BoundFault(string bound)
    {
        ReadOnlySpan<char> text = bound.EndsWith(After) || bound.EndsWith('\u007f') ? bound.AsSpan(0, bound.Length - 1) : bound;
        return text.Length > MaxLength ? $"is {text.Length} characters long; the limit is {MaxLength}"
            : text.IndexOfAnyExceptInRange(' ', '~') is >= 0 and int at ? $"has U+{(int)text[at]:X4} at {at}; bounds are printable ASCII"
            : null;
    }
}
