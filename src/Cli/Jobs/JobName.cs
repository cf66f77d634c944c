using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Makes a name for a job from the file or program it came from.</summary>
public static class JobName
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 5;

    /// <summary>What a file is called whose directory tells which job it is.</summary>
    private const string PlainFile = "job.json";

    /// <summary>
    /// For example <c>hello-x7k2p</c> from <c>samples/hello.job.json</c>, and <c>mpi-reduce-x7k2p</c> from
    /// <c>samples/mpi-reduce/job.json</c>.
    /// </summary>
    /// <param name="source">A program, or the full path of a file.</param>
    public static string Make(string source, Random random)
    {
        string id = new(random.GetItems(Alphabet.AsSpan(), IdLength));
        string file = Path.GetFileName(source);
        string told = file == PlainFile ? Path.GetFileName(Path.GetDirectoryName(source)) ?? "" : file.Split('.')[0];
        return $"{Clean(told, ResourceName.MaxLength - IdLength - 1) ?? "job"}-{id}";
    }

    /// <summary>
    /// Free text as a name of at most so many characters, what is not allowed replaced by a hyphen; null when nothing
    /// is left.
    /// </summary>
    public static string? Clean(string text, int maxLength)
    {
        string kept = new([.. text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]);
        string name = kept.Trim('-');
        return name.Length == 0 ? null : name[..Math.Min(name.Length, maxLength)];
    }
}
