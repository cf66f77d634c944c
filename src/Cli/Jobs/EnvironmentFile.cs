namespace BatchAi.Cli;

/// <summary>Environment variables from options and files: <c>NAME=VALUE</c>, one a line, <c>#</c> begins a line of comment.</summary>
internal static class EnvironmentFile
{
    /// <summary>The variables of a file, in order; quotes have no meaning.</summary>
    /// <exception cref="CliException">There is no such file, or a line is none of these.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string path)
    {
        if (!File.Exists(path))
            throw new CliException(ExitCodes.NotFound, $"there is no file '{path}'.");

        foreach ((int index, string line) in File.ReadAllLines(path).Index())
        {
            if (line.Trim() is { Length: > 0 } text && !text.StartsWith('#'))
                yield return Pair(text, $"{path}:{index + 1}");
        }
    }

    /// <param name="text">NAME=VALUE; the value may be empty.</param>
    /// <param name="place">For the message.</param>
    public static KeyValuePair<string, string> Pair(string text, string place) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? new(text[..equals].Trim(), text[(equals + 1)..])
            : throw CliException.Usage($"{place}: '{text}' is not NAME=VALUE.");
}
