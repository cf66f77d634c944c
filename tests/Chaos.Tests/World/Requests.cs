using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Chaos.Tests;

/// <summary>The requests of which the scenarios are made; each may be sent again and again.</summary>
internal static class Requests
{
    /// <summary>Must never lie anywhere in plain text.</summary>
    public const string Secret = "hush-hush-hush";

    public static WorkspaceId Workspace { get; } = new("sub", "group", "ws");

    public static ClusterId Cluster { get; } = new(Workspace, "c");

    public static ExperimentId Experiment { get; } = new(Workspace, "e");

    public static async Task<bool> PutWorkspaceAsync(World world) =>
        await world.Get<Workspaces>().PutAsync(Workspace, new WorkspaceRequest { Location = "here" }, Preconditions.None, default)
            is not null;

    public static async Task<bool> PutExperimentAsync(World world) =>
        await world.Get<Experiments>().PutAsync(Experiment, Preconditions.None, default) is not null;

    public static async Task<bool> PutClusterAsync(World world) =>
        await world
            .Get<Clusters>()
            .PutAsync(
                Cluster,
                new ClusterProperties
                {
                    VmSize = "Small",
                    VirtualMachineConfiguration = new VirtualMachineConfiguration
                    {
                        ImageReference = new ImageReference
                        {
                            Publisher = "Canonical",
                            Offer = "UbuntuServer",
                            Sku = "16.04-LTS",
                            Version = "latest",
                        },
                    },
                    ScaleSettings = new ScaleSettings
                    {
                        AutoScale = new AutoScaleSettings { MinimumNodeCount = 0, MaximumNodeCount = 4 },
                    },
                    UserAccountSettings = new UserAccountSettings { AdminUserName = "admin1", AdminUserPassword = Secret },
                },
                Preconditions.None,
                default)
            is not null;

    public static Func<World, Task<bool>> PutJob(string name, int nodes = 2, JobRetryPolicy? policy = null) =>
        async world => await world.Get<Jobs>().PutAsync(
        new JobId(Experiment, name),
        new JobProperties
        {
            Cluster = new ResourceReference { Id = Cluster.ArmId },
            NodeCount = nodes,
            StdOutErrPathPrefix = "/logs",
            RetryPolicy = policy,
            CustomToolkitSettings = new CustomToolkitSettings { CommandLine = "true" },
            Secrets = [new EnvironmentVariableWithSecretValue { Name = "TOKEN", Value = Secret }],
        },
        messageId: null,
        Preconditions.None,
        default) is not null;

    /// <summary>No request: the client waits until so many nodes have launched.</summary>
    public static Func<World, Task<bool>> UntilLaunched(int nodes) => world => Task.FromResult(world.Ledger.Launches.Count >= nodes);

    public static Func<World, Task<bool>> DeleteJob(string name) => async world =>
    {
        await world.Get<Jobs>().DeleteAsync(new JobId(Experiment, name), Preconditions.None, default);
        return true;
    };

    /// <summary>Asked again for as long as the cluster is in use.</summary>
    public static async Task<bool> DeleteClusterAsync(World world)
    {
        try
        {
            await world.Get<Clusters>().DeleteAsync(Cluster, Preconditions.None, default);
            return true;
        }
        catch (ApiException refused) when (refused.Error.Code == "ClusterInUse")
        {
            return false;
        }
    }
}
