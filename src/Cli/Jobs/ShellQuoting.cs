namespace BatchAi.Cli;

/// <summary>Makes words into one bash command line that means exactly these words.</summary>
public static class ShellQuoting
{
    private const string Plain = "_-./:=@%+,";

    /// <summary>The words, each quoted only where it has to be.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>One word; a single quote inside becomes <c>'\''</c>.</summary>
    public static string Quote(string word)
    {
        bool plain = word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter));
        return plain ? word : $"'{word.Replace("'", "'\\''")}'";
    }
}
