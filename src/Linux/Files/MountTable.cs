using System.Text.RegularExpressions;

namespace BatchAi.Linux;

/// <summary>What the kernel has mounted where.</summary>
/// <param name="file">In the form of <c>/proc/self/mountinfo</c>.</param>
public sealed partial class MountTable(string file = "/proc/self/mountinfo")
{
    /// <summary>Mount points at or below a directory, the last mounted first: in that order they can be taken away.</summary>
    public IReadOnlyList<string> Below(string directory) =>
    [
        .. File.ReadLines(file).Select(line => Unescape(line.Split(' ')[4])).Reverse()
            .Where(at => at == directory || at.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal)),
    ];

    public bool Has(string mountPoint) => Below(mountPoint).Contains(mountPoint);

    /// <summary>
    /// Spaces and the like stand there in octal: <c>\040</c>. The bytes are those of UTF-8, of which only ASCII is ever
    /// escaped.
    /// </summary>
    private static string Unescape(string path) =>
        Escaped().Replace(path, escaped => ((char)Convert.ToInt32(escaped.Groups["octal"].Value, 8)).ToString());

    [GeneratedRegex(@"\\(?<octal>[0-7]{3})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escaped();
}
