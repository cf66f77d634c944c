using Azure.Core.Pipeline;
using Azure.ResourceManager;
using BatchAi.LocalCloud;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>The adapter and a local cloud behind it.</summary>
internal sealed class AFleet : IAsyncDisposable
{
    public const string Name = "bai-0f3a";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private AFleet(LocalCloudServer cloud, RequestLog log, ComputeFleetOptions options, MachineInventory machine)
    {
        Cloud = cloud;
        Log = log;
        Options = options;
        Sizes = new LocalNodeSizes(machine.Cores, machine.Gpus.Count);
        Fleet = FleetOf(Client(log));
    }

    public LocalNodeSizes Sizes { get; }

    public LocalCloudServer Cloud { get; }

    public RequestLog Log { get; }

    public ComputeFleetOptions Options { get; }

    public IFleet Fleet { get; }

    public required string Directory { get; init; }

    public ArmClient Client(params IReadOnlyList<HttpPipelinePolicy> policies) =>
        ComputeServices.LocalClient(Options, Cloud.BaseUri, "letmein", policies);

    public ComputeFleet FleetOf(ArmClient client) => new(client, Sizes, new UsageReader(client, Options, TimeProvider.System), Options);

    public static async Task<AFleet> StartAsync(
        Func<LocalCloudOptions, LocalCloudOptions>? change = null,
        Func<ComputeFleetOptions, ComputeFleetOptions>? changeFleet = null)
    {
        MachineInventory machine = new(4, 8192, []);
        LocalCloudOptions options = new()
        {
            Directory = System.IO.Directory.CreateTempSubdirectory("fleet-").FullName,
            Token = "letmein",
            ProvisioningDelay = TimeSpan.FromMilliseconds(20),
            DeletionGrace = TimeSpan.FromMilliseconds(50),
            RequestLimitScale = 0,
            Machine = machine,
        };
        options = change?.Invoke(options) ?? options;
        LocalCloudServer cloud = new(options);
        await cloud.StartAsync(0, CancellationToken.None);

        ComputeFleetOptions fleet = new() { SubscriptionId = "11111111-2222-3333-4444-555555555555", ResourceGroup = "nodes" };
        return new AFleet(cloud, new RequestLog(), changeFleet?.Invoke(fleet) ?? fleet, options.Machine ?? machine)
        {
            Directory = options.Directory,
        };
    }

    public static ScaleSetSpec Spec(string size = "Standard_D2s_v3", bool lowPriority = false) => new(
        Name,
        "local",
        size,
        lowPriority,
        new FleetImage("microsoft-dsvm", "ubuntu-hpc", "2204", "latest", ImageId: null),
        "trainer",
        AdminSshKey: "ssh-rsa AAAAB3NzaC1yc2E me",
        AdminPassword: null,
        SubnetId: null,
        "#!/bin/sh\nexec sleep 1000\n",
        new Dictionary<string, string> { ["batchai-cluster"] = "0f3a" });

    /// <summary>Makes the scale set and raises it.</summary>
    public async Task CreateAsync(int capacity, string size = "Standard_D2s_v3")
    {
        Assert.IsType<FleetOutcome.Completed>(await FinishAsync(await Fleet.BeginCreateAsync(Spec(size), CancellationToken.None)));
        if (capacity > 0)
            Assert.IsType<FleetOutcome.Completed>(
                await FinishAsync(await Fleet.BeginRaiseAsync(Name, 0, capacity, CancellationToken.None)));
    }

    public async Task<string> IdsAsync() =>
        string.Join(',', (await Fleet.ListAsync(Name, CancellationToken.None)).Select(instance => instance.InstanceId));

    /// <summary>Polls what was started until it ended.</summary>
    public async Task<FleetOutcome> FinishAsync(FleetOutcome outcome)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (outcome is FleetOutcome.Started started)
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
                Assert.Fail($"operation {started.OperationUrl} did not end within {s_patience.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
            outcome = await Fleet.PollAsync(started.OperationUrl, CancellationToken.None);
        }

        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.StopInstancesAsync(CancellationToken.None);
        await Cloud.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
