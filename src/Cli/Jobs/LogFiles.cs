using System.Text.RegularExpressions;

namespace BatchAi.Cli;

/// <summary>Which files of an output directory are read.</summary>
public sealed partial class LogFiles
{
    private readonly Regex? _pattern;

    private LogFiles(Regex pattern) => _pattern = pattern;

    private LogFiles(IReadOnlyList<string> names) => Names = names;

    /// <summary>The main files of every toolkit: a job's own pair, and those of worker or rank 0 where each process has a pair.</summary>
    public static LogFiles Main { get; } =
        new(["stdout.txt", "stderr.txt", "stdout-wk-0.txt", "stderr-wk-0.txt", "stdout-0.txt", "stderr-0.txt"]);

    /// <summary>A job whose preparation failed has no output of its own: the reason stands in these.</summary>
    public static LogFiles Preparation { get; } = new(PreparationFiles());

    /// <summary>
    /// What the server is asked for by name, so that it lists no directory however many files a job writes; null: all are listed.
    /// </summary>
    public IReadOnlyList<string>? Names { get; }

    public static LogFiles Named(string name) => new([name]);

    public bool Includes(string name) => _pattern?.IsMatch(name) ?? Names!.Contains(name);

    [GeneratedRegex(@"^std(out|err)-job_prep.*\.txt$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PreparationFiles();
}
