namespace BatchAi.Api;

/// <summary>A type of resource, by its name in Azure Resource Manager below the provider <c>Microsoft.BatchAI</c>.</summary>
/// <param name="Name">For example <c>workspaces/experiments/jobs</c>.</param>
/// <param name="Parameter">
/// The part of a route that names one resource of the type; a route without it is about all of them. Null where no route names one.
/// </param>
public sealed record ResourceType(string Name, string? Parameter)
{
    public static ResourceType Workspace { get; } = new("workspaces", "workspace");

    public static ResourceType Cluster { get; } = new("workspaces/clusters", "cluster");

    public static ResourceType FileServer { get; } = new("workspaces/fileservers", "fileServer");

    public static ResourceType Experiment { get; } = new("workspaces/experiments", "experiment");

    public static ResourceType Job { get; } = new("workspaces/experiments/jobs", "job");

    /// <summary>How much of its quotas a subscription uses in a location.</summary>
    public static ResourceType Usage { get; } = new("locations/usages", null);

    /// <summary>How a long-running operation stands, in a body of its own.</summary>
    public static ResourceType OperationResult { get; } = new("locations/operationresults", "id");

    /// <summary>How a long-running operation stands, by the status of the answer.</summary>
    public static ResourceType OperationStatus { get; } = new("locations/operationstatuses", "id");

    /// <summary>The operations that the provider knows.</summary>
    public static ResourceType Operation { get; } = new("operations", null);

    /// <summary>Queue messages that became no job.</summary>
    public static ResourceType RefusedJobMessage { get; } = new("refusedJobMessages", null);
}
