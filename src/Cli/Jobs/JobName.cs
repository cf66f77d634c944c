using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Makes a name for a job from the file or program it came from.</summary>
public static class JobName
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 5;

    /// <summary>For example <c>hello-x7k2p</c> from <c>samples/hello.job.json</c>.</summary>
    public static string Make(string source, Random random)
    {
        string stem = Path.GetFileName(source).Split('.')[0];
        string kept = new([.. stem.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]);
        string prefix = kept.Trim('-') is { Length: > 0 } some ? some : "job";
        string id = new(random.GetItems(Alphabet.AsSpan(), IdLength));
        return $"{prefix[..Math.Min(prefix.Length, ResourceName.MaxLength - IdLength - 1)]}-{id}";
    }
}
