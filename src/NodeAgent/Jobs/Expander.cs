using System.Text.RegularExpressions;

namespace BatchAi.NodeAgent;

/// <summary>
/// Replaces <c>$NAME</c> and <c>${NAME}</c> where the name is known; everything else stays as it is, so that
/// <c>$oauthtoken</c> or <c>$1</c> survive. Names are read as far as they go: <c>$AZ_BATCHAI_JOB_TEMP_DIR</c> is never
/// <c>$AZ_BATCHAI_JOB_TEMP</c> and a rest. What was put in is not read again.
/// </summary>
internal static partial class Expander
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> known) =>
        Reference().Replace(text, reference => known.GetValueOrDefault(reference.Groups["name"].Value, reference.Value));

    [GeneratedRegex(
        @"\$(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
