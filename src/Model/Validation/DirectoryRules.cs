using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>Input and output directories: ids that can stand in a variable's name, each given once in its list.</summary>
internal static partial class DirectoryRules
{
    /// <summary>The output directory every job has.</summary>
    public const string Reserved = "stdouterr";

    public static void Check(Place at, JobProperties job)
    {
        HashSet<string> inputs = [];
        foreach ((int index, InputDirectory? input) in (job.InputDirectories ?? []).Index())
        {
            Place here = at["inputDirectories"][index];
            if (!here.Has(input))
                continue;
            CheckId(here["id"], input.Id, inputs);
            here["path"].HasPath(input.Path);
        }

        HashSet<string> outputs = [];
        foreach ((int index, OutputDirectory? output) in (job.OutputDirectories ?? []).Index())
        {
            Place here = at["outputDirectories"][index];
            if (!here.Has(output))
                continue;
            CheckOutput(here, output, outputs);
        }
    }

    private static void CheckOutput(Place at, OutputDirectory output, HashSet<string> seen)
    {
        CheckId(at["id"], output.Id, seen);
        if (Reserved.Equals(output.Id, StringComparison.OrdinalIgnoreCase))
            at["id"].Refuse($"must not be {Reserved}: that is the directory of the job's standard output");
        at["pathPrefix"].HasPath(output.PathPrefix);
        if (output.PathSuffix is { } suffix && RelativePath.Normalize(suffix) is null)
            at["pathSuffix"].Refuse("must be a path below the output directory, without a leading slash or ..");
    }

    private static void CheckId(Place at, string? id, HashSet<string> seen)
    {
        if (!at.HasText(id))
            return;
        if (!Allowed().IsMatch(id))
            at.Refuse("must be letters, digits and underscores");
        else if (!seen.Add(id))
            at.Refuse($"must be given once; {id} is there twice");
    }

    [GeneratedRegex("^[A-Za-z0-9_]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
