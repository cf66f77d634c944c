using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Where the supervised processes of this node keep their files, and how they are marked.</summary>
internal sealed class RunPlaces(AgentState state, NodeInstance node, TimeProvider clock)
{
    public SupervisedRun Of(string owner, string part) => new(new RunFiles(PathOf(owner, part)), MarkOf(owner), clock);

    /// <summary>Returns when no process of the owner is left on this node.</summary>
    public Task SweepAsync(string owner, CancellationToken cancellation) =>
        SupervisedRun.SweepAsync(mark => mark == MarkOf(owner), clock, cancellation);

    /// <summary>Returns when no process of any job is left on this node.</summary>
    public Task SweepAllAsync(CancellationToken cancellation) => SupervisedRun.SweepAsync(
        mark => IsOurs(mark, node) && !mark.StartsWith($"{NodeSetupKeeper.Owner}@", StringComparison.Ordinal), clock, cancellation);

    /// <summary>Whether any process of a job is left on a node.</summary>
    public static bool AnyAlive(NodeInstance node) =>
        ProcessTable.WithVariable(NodeEnvironment.RunMark, mark => IsOurs(mark, node)).Count > 0;

    public string PathOf(string owner, string part) => Path.Combine(state.RunsDirectory, $"{owner}-{part}");

    /// <summary>Unique over the machine, which may carry several nodes of one job.</summary>
    public string MarkOf(string owner) => $"{owner}@{node.Directory}";

    private static bool IsOurs(string mark, NodeInstance node) =>
        mark.EndsWith($"@{node.Directory}", StringComparison.Ordinal) || mark.Contains($"@{node.Directory}/", StringComparison.Ordinal);
}
