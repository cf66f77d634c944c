using System.Net;
using System.Web;
using Azure;
using BatchAi.LocalCloud;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>What the adapter of single machines sends, costs and hears; what its users may rely on is a contract of its own.</summary>
public sealed class TheMachines
{
    private const string Providers = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net/providers";
    private const string Subnet = $"{Providers}/Microsoft.Network/virtualNetworks/v/subnets/nodes";
    private const string Identity = $"{Providers}/Microsoft.ManagedIdentity/userAssignedIdentities/node";

    private static readonly Dictionary<string, string> s_tags = new() { ["batchai-fileserver"] = "1" };

    private static readonly MachinePartSpec[] s_parts =
    [
        new MachinePartSpec.SecurityGroup("fs-rules", "local",
            [new InboundRule("ssh", 100, ["*"], 22), new InboundRule("nfs", 110, ["10.0.0.0/8"], 2049)], s_tags),
        new MachinePartSpec.PublicAddress("fs-public", "local", s_tags),
        new MachinePartSpec.NetworkInterface("fs-card", "local", SubnetId: null, "fs-rules", "fs-public", s_tags),
        new MachinePartSpec.Disk("fs-data-0", "local", 64, "Premium_LRS", s_tags),
        Machine(),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_bodies_that_Azure_takes()
    {
        await using AFleet a = await AFleet.StartAsync(changeFleet: options => options with
        {
            Subnets = new Dictionary<string, string> { ["Local"] = Subnet },
            UserAssignedIdentityId = Identity,
        });
        AzureMachines machines = MachinesOf(a);

        foreach (MachinePartSpec part in s_parts)
            await EnsureAsync(a, machines, part);

        Assert.Equal(s_parts.Length, a.Log.Writes.Count);
        foreach (SentRequest sent in a.Log.Writes)
        {
            string[] path = sent.Uri.AbsolutePath.Split('/');
            string type = $"{path[6]}/{path[7]}@{HttpUtility.ParseQueryString(sent.Uri.Query)["api-version"]}";
            Assert.Empty(ArmTypeChecker.Check(type, sent.Body, partial: false));
            Assert.Empty(DocumentedRules.Broken(type, sent.Body));
        }

        string card = a.Log.Writes[2].Body;
        Assert.Contains(Subnet, card, StringComparison.Ordinal);
        Assert.Contains("\"deleteOption\":\"Delete\"", card, StringComparison.Ordinal);
        string machine = a.Log.Writes[^1].Body;
        Assert.Contains(Identity, machine, StringComparison.Ordinal);
        Assert.Contains("\"caching\":\"ReadOnly\"", machine, StringComparison.Ordinal);
        Assert.Contains("\"disablePasswordAuthentication\":true", machine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cost_the_requests_that_the_boundary_says()
    {
        await using AFleet a = await AFleet.StartAsync();
        AzureMachines machines = MachinesOf(a);
        async Task<string> CostAsync(Func<Task> call)
        {
            a.Log.Clear();
            await call();
            return string.Join(' ', a.Log.Sent.Select(sent => sent.Method));
        }

        Assert.Equal("GET PUT", await CostAsync(() => machines.BeginEnsureAsync(s_parts[0], Cancellation)));
        await EnsureAsync(a, machines, s_parts[0]);
        Assert.Equal("GET", await CostAsync(() => machines.BeginEnsureAsync(s_parts[0], Cancellation)));
        Assert.Equal("GET", await CostAsync(() => machines.FindAsync(MachinePartKind.Machine, "fs", Cancellation)));
        Assert.Equal("GET GET GET GET GET", await CostAsync(() => machines.ListAsync("fs", Cancellation)));
        Assert.Equal("DELETE", await CostAsync(() => machines.BeginDeleteAsync(MachinePartKind.SecurityGroup, "fs-rules", Cancellation)));
    }

    [Fact]
    public async Task Do_not_make_again_what_is_on_its_way_out()
    {
        await using AFleet a = await AFleet.StartAsync(options => options with { ProvisioningDelay = TimeSpan.FromHours(1) });
        AzureMachines there = MachinesOf(a);
        await there.BeginEnsureAsync(s_parts[1], Cancellation);
        FleetOutcome deleting = await there.BeginDeleteAsync(MachinePartKind.PublicAddress, "fs-public", Cancellation);
        FleetOutcome again = await there.BeginEnsureAsync(s_parts[1], Cancellation);

        Assert.IsType<FleetOutcome.Started>(deleting);
        Assert.IsType<FleetOutcome.Nothing>(again);
        Assert.True((await there.FindAsync(MachinePartKind.PublicAddress, "fs-public", Cancellation))?.IsLeaving);
    }

    [Fact]
    public async Task Can_be_followed_without_the_address_of_the_operation()
    {
        await using AFleet a = await AFleet.StartAsync(options => options with { ProvisioningDelay = TimeSpan.FromHours(1) });
        AzureMachines machines = MachinesOf(a);
        await machines.BeginEnsureAsync(s_parts[0], Cancellation);

        FleetOutcome.Started taken = Assert.IsType<FleetOutcome.Started>(await machines.BeginEnsureAsync(s_parts[0], Cancellation));
        FleetOutcome now = await machines.PollAsync(taken.OperationUrl, Cancellation);
        await machines.BeginDeleteAsync(MachinePartKind.SecurityGroup, "fs-rules", Cancellation);

        Assert.Contains("/networkSecurityGroups/fs-rules?", taken.OperationUrl, StringComparison.Ordinal);
        Assert.Equal(taken, now);
        Assert.IsType<FleetOutcome.Nothing>(await machines.PollAsync(taken.OperationUrl, Cancellation));
    }

    [Fact]
    public async Task Wait_a_throttled_request_out_and_throw_when_it_lasts()
    {
        await using AFleet a = await AFleet.StartAsync();
        a.Cloud.Inject(new FaultOptions { Throttle = 1, AtMost = 1 });

        Assert.IsType<FleetOutcome.Started>(await MachinesOf(a).BeginEnsureAsync(s_parts[0], Cancellation));

        await using AFleet strict = await AFleet.StartAsync(changeFleet: options => options with { MaxRetries = 0 });
        strict.Cloud.Inject(new FaultOptions { Throttle = 1 });
        foreach (Func<Task> call in (Func<Task>[])
        [
            () => MachinesOf(strict).BeginEnsureAsync(s_parts[0], Cancellation),
            () => MachinesOf(strict).BeginDeleteAsync(MachinePartKind.Disk, "fs-data-0", Cancellation),
            () => MachinesOf(strict).ListAsync("fs", Cancellation),
        ])
        {
            RequestFailedException thrown = await Assert.ThrowsAsync<RequestFailedException>(call);
            Assert.Equal(429, thrown.Status);
        }
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed", "The client does not have authorization.", FleetRefusal.Rights)]
    [InlineData(403, "RequestDisallowedByPolicy", "Resource was disallowed by policy.", FleetRefusal.Policy)]
    [InlineData(400, "PublicIPCountLimitReached", "Cannot create more than 10 public IP addresses.", FleetRefusal.Quota)]
    [InlineData(400, "IPv4StandardSkuPublicIpCountLimitReached", "Cannot create more than 10 public IP addresses.", FleetRefusal.Quota)]
    [InlineData(400, "StaticPublicIPCountLimitReached", "Cannot create more than 10 static addresses.", FleetRefusal.Quota)]
    [InlineData(400, "NetworkSecurityGroupCountLimitReached", "Cannot create more than 100 security groups.", FleetRefusal.Quota)]
    [InlineData(403, "ResourceQuotaExceeded", "The quota of the region is used up.", FleetRefusal.Quota)]
    [InlineData(400, "SubnetIsFull", "Subnet does not have enough capacity for 1 IP addresses.", FleetRefusal.Capacity)]
    [InlineData(400, "InvalidResourceReference", "Resource /x/virtualNetworks/v/subnets/s referenced by resource y was not found.",
        FleetRefusal.Policy)]
    [InlineData(400, "InvalidResourceReference", "Resource /x/publicIPAddresses/p referenced by resource y was not found.",
        FleetRefusal.Transient)]
    [InlineData(400, "NicInUse", "Network Interface is used by existing resource.", FleetRefusal.Transient)]
    [InlineData(409, "OperationNotAllowed", "Disk d is attached to VM v.", FleetRefusal.Transient)]
    public async Task Hear_what_a_refusal_means(int status, string code, string message, FleetRefusal expected)
    {
        using Answers answers = new((request, _) => request.Method == HttpMethod.Get
            ? Answers.Json("""{"error":{"code":"ResourceNotFound","message":"not there"}}""", HttpStatusCode.NotFound)
            : Answers.Json($$"""{"error": {"code": "{{code}}", "message": "{{message}}"} }""", (HttpStatusCode)status));
        ComputeFleetOptions options = new() { SubscriptionId = Settings.Subscription, ResourceGroup = "nodes", MaxRetries = 0 };
        AzureMachines machines = new(ComputeServices.Client(options, new FixedToken("app"), answers.Transport), options);

        foreach (MachinePartSpec part in s_parts)
        {
            FleetOutcome.Refused made = Assert.IsType<FleetOutcome.Refused>(await machines.BeginEnsureAsync(part, Cancellation));
            FleetOutcome.Refused deleted = Assert.IsType<FleetOutcome.Refused>(
                await machines.BeginDeleteAsync(part.Kind, part.Name, Cancellation));
            Assert.Equal((expected, code), (made.Refusal, made.Code));
            Assert.Equal((expected, code), (deleted.Refusal, deleted.Code));
        }
    }

    private static MachinePartSpec.Machine Machine() => new(
        "fs",
        "local",
        "Standard_D2s_v3",
        new FleetImage("microsoft-dsvm", "ubuntu-hpc", "2204", "latest", ImageId: null),
        "keeper",
        AdminSshKey: "ssh-rsa AAAAB3NzaC1yc2E me",
        AdminPassword: null,
        "#!/bin/sh\nexec sleep 1000\n",
        "fs-card",
        ["fs-data-0"],
        "readonly",
        s_tags);

    private static AzureMachines MachinesOf(AFleet fleet) => new(fleet.Client(fleet.Log), fleet.Options);

    private static async Task EnsureAsync(AFleet fleet, AzureMachines machines, MachinePartSpec part) =>
        Assert.IsType<FleetOutcome.Completed>(await fleet.FinishAsync(await machines.BeginEnsureAsync(part, Cancellation)));
}
