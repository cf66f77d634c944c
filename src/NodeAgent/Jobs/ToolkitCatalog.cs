using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>All the toolkits this agent can run.</summary>
internal static class ToolkitCatalog
{
    private static readonly Toolkit[] s_all =
    [
        new(job => job.CustomToolkitSettings is not null, launch => launch.Nodes.Count, Custom),
    ];

    /// <summary>Null when the job's toolkit is not among them.</summary>
    public static Toolkit? For(JobProperties job) => s_all.FirstOrDefault(toolkit => toolkit.Runs(job));

    public static StepFailure NotSupported(JobProperties job) => new(new BatchAIError
    {
        Code = "ToolkitNotSupported",
        Message = $"The node agent cannot run jobs of the toolkit {job.ToolType ?? "that was asked for"}; it runs customToolkit",
    });

    /// <summary>The whole command line in bash, on the master only.</summary>
    private static ProcessPlan? Custom(JobLaunch launch) =>
        launch.Rank == 0 ? new ProcessPlan(launch.Job.CustomToolkitSettings?.CommandLine ?? "", "stdout.txt", "stderr.txt") : null;
}
