namespace BatchAi.NodeAgent;

/// <summary>Where the supervised processes of this node keep their files, and how they are marked.</summary>
internal sealed class RunPlaces(AgentState state, NodeInstance node, TimeProvider clock)
{
    /// <summary>Unique over the machine, which may carry several nodes of one job.</summary>
    public string MarkOf(string owner) => $"{owner}@{node.Directory}";

    public SupervisedRun Of(string owner, string part) => new(new RunFiles(PathOf(owner, part)), MarkOf(owner), clock);

    public void Remove(string owner, string part) => DirectoryTree.Delete(PathOf(owner, part));

    private string PathOf(string owner, string part) => Path.Combine(state.RunsDirectory, $"{owner}-{part}");
}
