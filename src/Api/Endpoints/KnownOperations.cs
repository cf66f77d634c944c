using BatchAi.Model;

namespace BatchAi.Api;

/// <summary>
/// The list of what a client may be allowed to do: each kind of resource can be read, written and deleted, some also
/// acted on.
/// </summary>
internal static class KnownOperations
{
    private static readonly (string Path, string Resource, string Noun)[] s_resources =
    [
        ("workspaces", "Workspaces", "a workspace"),
        ("workspaces/clusters", "Clusters", "a cluster"),
        ("workspaces/fileservers", "File Servers", "a file server"),
        ("workspaces/experiments", "Experiments", "an experiment"),
        ("workspaces/experiments/jobs", "Jobs", "a job"),
    ];

    private static readonly (string Name, string Resource, string Operation, string Description)[] s_actions =
    [
        (
            "workspaces/clusters/listRemoteLoginInformation/action",
            "Clusters",
            "List Remote Login Information for a Cluster",
            "List remote login information for a cluster"),
        ("workspaces/experiments/jobs/terminate/action", "Jobs", "Terminate a Job", "Terminates a job"),
        ("workspaces/experiments/jobs/listOutputFiles/action", "Jobs", "List Output Files of a Job", "Lists output files of a job"),
        (
            "workspaces/experiments/jobs/listRemoteLoginInformation/action",
            "Jobs",
            "List Remote Login Information for a Job",
            "List remote login information for a job"),
        ("locations/usages/read", "Usages", "List Usages", "Lists usages of a subscription in a location"),
        ("locations/operationresults/read", "Operation Results", "Get Operation Result", "Tells how an operation stands"),
        ("locations/operationstatuses/read", "Operation Statuses", "Get Operation Status", "Tells how an operation stands"),
        ("operations/read", "Operations", "List Operations", "Lists the operations of the provider"),
    ];

    public static IReadOnlyList<OperationDescription> All { get; } =
    [
        .. s_resources.SelectMany(resource =>
            new[]
            {
                Describe($"{resource.Path}/read", resource.Resource, $"Read {resource.Noun}", $"Gets or lists {resource.Noun}"),
                Describe(
                    $"{resource.Path}/write",
                    resource.Resource,
                    $"Create or Update {resource.Noun}",
                    $"Creates or updates {resource.Noun}"),
                Describe($"{resource.Path}/delete", resource.Resource, $"Delete {resource.Noun}", $"Deletes {resource.Noun}"),
            }
        ),
        .. s_actions.Select(action => Describe(action.Name, action.Resource, action.Operation, action.Description)),
    ];

    private static OperationDescription Describe(string name, string resource, string operation, string description) =>
        new()
        {
            Name = $"Microsoft.BatchAI/{name}",
            Display = new OperationDisplay
            {
                Provider = "Microsoft Batch AI",
                Operation = operation,
                Resource = resource,
                Description = description,
            },
            Origin = "user,system",
        };
}
