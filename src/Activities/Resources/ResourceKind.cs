namespace BatchAi.Activities;

/// <summary>The kinds of resources, as they stand in an Azure Resource Manager id.</summary>
public enum ResourceKind
{
    Workspace,
    Cluster,
    FileServer,
    Experiment,
    Job,
}
