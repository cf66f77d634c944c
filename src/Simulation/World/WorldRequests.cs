using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>What users of a simulated world ask for: the requests of the API, without HTTP.</summary>
public static class WorldRequests
{
    extension(SimulatedWorld world)
    {
        public async Task PutWorkspaceAsync(WorkspaceId id) =>
            await world.Get<Workspaces>().PutAsync(id, new WorkspaceRequest { Location = "here" }, Preconditions.None, default);

        public async Task PutExperimentAsync(ExperimentId id) =>
            await world.Get<Experiments>().PutAsync(id, Preconditions.None, default);

        /// <summary>A cluster that grows and shrinks by itself.</summary>
        public async Task<ClusterRow> PutClusterAsync(ClusterId id, int minimum, int maximum)
        {
            AutoScaleSettings scale = new() { MinimumNodeCount = minimum, MaximumNodeCount = maximum };
            ImageReference image = new() { Publisher = "Canonical", Offer = "UbuntuServer", Sku = "16.04-LTS", Version = "latest" };
            ClusterProperties cluster = new()
            {
                VmSize = "Small",
                VirtualMachineConfiguration = new VirtualMachineConfiguration { ImageReference = image },
                ScaleSettings = new ScaleSettings { AutoScale = scale },
                UserAccountSettings = new UserAccountSettings { AdminUserName = "admin1", AdminUserSshPublicKey = "ssh-rsa AAAA" },
            };
            return (await world.Get<Clusters>().PutAsync(id, cluster, Preconditions.None, default)).Row;
        }

        /// <param name="limit">The wall-clock limit; null for the longest.</param>
        public async Task<JobRow> PutJobAsync(JobId id, ClusterId cluster, int nodes, TimeSpan? limit = null)
        {
            JobProperties job = new()
            {
                Cluster = new ResourceReference { Id = cluster.ArmId },
                NodeCount = nodes,
                StdOutErrPathPrefix = "/logs",
                CustomToolkitSettings = new CustomToolkitSettings { CommandLine = "true" },
                Constraints = limit is null ? null : new JobConstraints { MaxWallClockTime = limit },
            };
            return (await world.Get<Jobs>().PutAsync(id, job, messageId: null, Preconditions.None, default)).Row;
        }
    }
}
