using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Puts command lines for bash together. What users write stays as it is, so that bash replaces their variables.</summary>
internal static class CommandText
{
    /// <param name="interpreter">Words for bash; null is <see cref="Toolkits.DefaultPython"/>.</param>
    /// <param name="script">A path, in which variables are replaced.</param>
    /// <param name="arguments">Words for bash.</param>
    public static string Python(string? interpreter, string? script, string? arguments) =>
        Words(interpreter is { Length: > 0 } ? interpreter : Toolkits.DefaultPython, Path(script ?? ""), arguments);

    public static string Words(params string?[] words) => string.Join(' ', words.Where(word => !string.IsNullOrWhiteSpace(word)));

    /// <summary>One word, whatever characters are in the path; <c>$NAME</c> is still replaced.</summary>
    public static string Path(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("`", "\\`", StringComparison.Ordinal)}\"";

    /// <summary>One word, in which nothing is replaced.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
