namespace BatchAi.Linux;

/// <summary>What came of a removal.</summary>
/// <param name="Removed">Files, links and directories that are gone.</param>
/// <param name="Problems">The first that stayed; directories that stayed only because of these are not named again.</param>
/// <param name="ProblemCount">All of them, also those that are not in the list.</param>
public sealed record TreeReport(long Removed, IReadOnlyList<TreeProblem> Problems, long ProblemCount)
{
    /// <summary>Nothing is left, or nothing was there.</summary>
    public bool IsComplete => ProblemCount == 0;
}
