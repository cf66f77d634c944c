using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Names any resource, for rows that may be about each kind.</summary>
/// <param name="Experiment">The experiment a job is in; null for the other kinds.</param>
public sealed record ResourceAddress(ResourceKind Kind, WorkspaceId Workspace, string? Experiment, string Name)
{
    /// <summary>Names joined by dollar signs, as the old service's operations had it (REST contract, section 3.1).</summary>
    public string ToDollarId() => Kind is ResourceKind.Workspace
        ? $"{Workspace.Subscription}${Workspace.ResourceGroup}${Name}"
        : $"{Workspace.Subscription}${Workspace.ResourceGroup}${Workspace.Name}{(Experiment is null ? "" : "$" + Experiment)}${Name}";

    /// <summary>For messages, for example <c>job j1 in experiment e</c>.</summary>
    public string Described => $"{Kind.Noun} {Name}{(Experiment is null ? "" : $" in experiment {Experiment}")}";

    public ExperimentId ToExperiment() => new(Workspace, Name);

    public static ResourceAddress Of(WorkspaceId id) => new(ResourceKind.Workspace, id, null, id.Name);

    public static ResourceAddress Of(ClusterId id) => new(ResourceKind.Cluster, id.Workspace, null, id.Name);

    public static ResourceAddress Of(FileServerId id) => new(ResourceKind.FileServer, id.Workspace, null, id.Name);

    public static ResourceAddress Of(ExperimentId id) => new(ResourceKind.Experiment, id.Workspace, null, id.Name);

    public static ResourceAddress Of(JobId id) => new(ResourceKind.Job, id.Experiment.Workspace, id.Experiment.Name, id.Name);
}
