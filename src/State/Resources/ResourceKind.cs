namespace BatchAi.State;

/// <summary>
/// The kinds of resources. What the service does with each is in <c>src/Services/Resources</c>; here is how each is
/// kept.
/// </summary>
public enum ResourceKind
{
    Workspace,
    Cluster,
    FileServer,
    Experiment,
    Job,
}

/// <summary>How each kind is named and kept. A new kind is one more line in each of these.</summary>
public static class ResourceKindExtensions
{
    extension(ResourceKind kind)
    {
        /// <summary>The kind in running text.</summary>
        public string Noun => kind switch
        {
            ResourceKind.FileServer => "file server",
            _ => kind.ToString().ToLowerInvariant(),
        };

        /// <summary>What the rows of the kind begin with in a workspace's partition of <see cref="Tables.Resources"/>.</summary>
        public string RowPrefix => kind switch
        {
            ResourceKind.Cluster => "cluster|",
            ResourceKind.FileServer => "fileserver|",
            ResourceKind.Experiment => "experiment|",
            ResourceKind.Job => "job|",
            _ => throw new InvalidOperationException($"The row of a {kind} has no prefix."),
        };

        /// <summary>Reads a document of the kind.</summary>
        public ResourceRow Read(StoredEntity found) => kind switch
        {
            ResourceKind.Workspace => found.Read<WorkspaceRow>().Value,
            ResourceKind.Cluster => found.Read<ClusterRow>().Value,
            ResourceKind.FileServer => found.Read<FileServerRow>().Value,
            ResourceKind.Experiment => found.Read<ExperimentRow>().Value,
            ResourceKind.Job => found.Read<JobRow>().Value,
            _ => throw new InvalidOperationException($"There is no kind of resource {kind}."),
        };
    }

    /// <summary>The kinds that keep a workspace from being deleted. Experiments go with it when they are empty.</summary>
    public static IReadOnlyList<ResourceKind> KeepingAWorkspace { get; } =
    [ResourceKind.Cluster, ResourceKind.Job, ResourceKind.FileServer];
}
