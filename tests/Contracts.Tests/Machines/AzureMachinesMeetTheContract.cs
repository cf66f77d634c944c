using BatchAi.AzureAdapters;
using BatchAi.LocalCloud;
using BatchAi.Services;

namespace BatchAi.Contracts.Tests;

/// <summary>The adapter that is deployed, in front of a local cloud.</summary>
public sealed class AzureMachinesMeetTheContract : MachinesContract
{
    private const string Token = "letmein";

    protected override async Task<IMachinesWorld> StartAsync(int machineQuota = 8)
    {
        LocalCloudOptions options = new()
        {
            Directory = Directory.CreateTempSubdirectory("machines-").FullName,
            Token = Token,
            ProvisioningDelay = TimeSpan.FromMilliseconds(20),
            DeletionGrace = TimeSpan.FromMilliseconds(50),
            RequestLimitScale = 0,
            PageSize = 2,
            NodeLimit = machineQuota,
            Machine = new MachineInventory(4, 8192, []),
        };
        LocalCloudServer cloud = new(options);
        await cloud.StartAsync(0, CancellationToken.None);
        return new World(cloud, options.Directory);
    }

    private sealed class World(LocalCloudServer cloud, string directory) : IMachinesWorld
    {
        private static readonly ComputeFleetOptions s_fleet = new()
        {
            SubscriptionId = "11111111-2222-3333-4444-555555555555",
            ResourceGroup = "nodes",
        };

        public IMachines Machines { get; } = new AzureMachines(ComputeServices.LocalClient(s_fleet, cloud.BaseUri, Token), s_fleet);

        /// <summary>A poll's pause: the local cloud lives in real time.</summary>
        public Task PassTimeAsync() => Task.Delay(TimeSpan.FromMilliseconds(5));

        public void FailNextAllocation() => cloud.Inject(new FaultOptions { AllocationFailure = 1, AtMost = 1 });

        public void LoseNextAnswer() => cloud.Inject(new FaultOptions { LostAnswer = 1, AtMost = 1 });

        public async ValueTask DisposeAsync()
        {
            await cloud.StopInstancesAsync(CancellationToken.None);
            await cloud.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }
}
