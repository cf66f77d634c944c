using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>
/// A name a user gave to a workspace, cluster, experiment, job or file server: 1 to 64 of <c>[-A-Za-z0-9_]</c> (REST
/// contract, section 1).
/// </summary>
public readonly partial record struct ResourceName
{
    /// <summary>Most characters a name may have.</summary>
    public const int MaxLength = 64;

    private ResourceName(string value) => Value = value;

    /// <summary>The name as it was first written; names are compared without case.</summary>
    public string Value { get; }

    /// <summary>Reads a name; false when it is empty, too long or holds a character that is not allowed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceName name)
    {
        bool valid = text is { Length: > 0 and <= MaxLength } && Allowed().IsMatch(text);
        name = valid ? new ResourceName(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex("^[-A-Za-z0-9_]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
