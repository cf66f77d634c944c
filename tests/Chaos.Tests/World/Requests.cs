using BatchAi.Activities;
using BatchAi.Model;

namespace BatchAi.Chaos.Tests;

/// <summary>The requests of which the scenarios are made; each may be sent again and again.</summary>
internal static class Requests
{
    /// <summary>Must never lie anywhere in plain text.</summary>
    public const string Secret = "hush-hush-hush";

    public static WorkspaceId Workspace { get; } = new("sub", "group", "ws");

    public static ClusterId Cluster { get; } = new(Workspace, "c");

    public static ExperimentId Experiment { get; } = new(Workspace, "e");

    public static Task PutWorkspaceAsync(World world) =>
        world.Get<Workspaces>().PutAsync(Workspace, new WorkspaceRequest { Location = "here" }, default);

    public static Task PutExperimentAsync(World world) => world.Get<Experiments>().PutAsync(Experiment, default);

    public static Task PutClusterAsync(World world) => world.Get<Clusters>().PutAsync(
        Cluster,
        new ClusterProperties
        {
            VmSize = "Small",
            ScaleSettings = new ScaleSettings { AutoScale = new AutoScaleSettings { MinimumNodeCount = 0, MaximumNodeCount = 4 } },
            UserAccountSettings = new UserAccountSettings { AdminUserName = "admin1", AdminUserPassword = Secret },
        },
        default);

    public static JobId Job(string name) => new(Experiment, name);

    public static Func<World, Task> PutJob(string name, int nodes = 2) => world => world.Get<Jobs>().PutAsync(
        Job(name),
        new JobProperties
        {
            Cluster = new ResourceReference { Id = Cluster.ToString() },
            NodeCount = nodes,
            StdOutErrPathPrefix = "/logs",
            CustomToolkitSettings = new CustomToolkitSettings { CommandLine = "true" },
            Secrets = [new EnvironmentVariableWithSecretValue { Name = "TOKEN", Value = Secret }],
        },
        default);

    public static Func<World, Task> DeleteJob(string name) => world => world.Get<Jobs>().DeleteAsync(Job(name), default);

    public static Task DeleteClusterAsync(World world) => world.Get<Clusters>().DeleteAsync(Cluster, default);
}
