namespace BatchAi.Activities;

/// <summary>All a decision about a cluster looks at, as it was read.</summary>
/// <param name="MoreWaiting">Jobs wait behind the window.</param>
public sealed record ClusterFacts(
    Row<ClusterControl> Control,
    Row<ClusterSettings> Settings,
    IReadOnlyList<Row<JobFacts>> Running,
    IReadOnlyList<Row<JobFacts>> Waiting,
    bool MoreWaiting,
    IReadOnlyList<Row<NodeFacts>> Nodes);
