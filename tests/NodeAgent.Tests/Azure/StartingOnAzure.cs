using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class StartingOnAzure
{
    [Fact]
    public async Task Registers_the_instance_that_the_metadata_service_names_with_a_proof_for_this_boot()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync();
        machine.Imds.NotReadyFor = 2;

        await machine.ReadyAsync();

        RegisterRequest request = machine.Node.Registrations[0];
        Assert.Equal(("c1", "7", "10.0.0.7"), (request.ClusterUid, request.InstanceId, request.Address));
        NodeProof proof = JsonSerializer.Deserialize(request.Proof, ModelJson.Default.NodeProof)!;
        Assert.Equal("token for api://AzureADTokenExchange", proof.Token);
        Assert.Equal($"document with {NodeProof.NonceOf(request.BootId, request.KeyHash)}", proof.Attested);
    }

    [Fact]
    public async Task Goes_on_as_the_same_boot_when_only_the_agent_is_started_again()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync();
        AgentProcess first = await machine.ReadyAsync();
        await first.KillAsync();

        await machine.ReadyAsync();

        Assert.Equal(1, machine.Node.Epoch);
        Assert.Equal(2, machine.Node.Registrations.Count);
    }

    [Fact]
    public async Task Tells_of_an_eviction_and_when_it_is_called_off()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync();
        await machine.ReadyAsync();
        Assert.False(machine.Node.Last!.EvictionNoticed);

        machine.Imds.ScheduledEvents = EventsOf("Preempt", "bai-c1_7");
        await machine.UntilAsync("the eviction is told", () => machine.Node.Last!.EvictionNoticed);

        machine.Imds.ScheduledEvents = EventsOf("Preempt", "bai-c1_8");
        await machine.UntilAsync("it is taken back", () => !machine.Node.Last!.EvictionNoticed);
    }

    [Theory]
    [InlineData("Preempt", "BAI-C1_7", true)]
    [InlineData("Terminate", "bai-c1_7", true)]
    [InlineData("Preempt", "bai-c1_70", false)]
    [InlineData("Reboot", "bai-c1_7", false)]
    [InlineData("Redeploy", "bai-c1_7", false)]
    [InlineData("Freeze", "bai-c1_7", false)]
    public void Takes_only_what_takes_this_instance_away_for_an_eviction(string kind, string machine, bool expected) =>
        Assert.Equal(expected, EvictionWatch.IsTakenAway(JsonDocument.Parse(EventsOf(kind, machine)).RootElement, "bai-c1_7"));

    [Fact]
    public async Task Refuses_a_machine_that_is_no_instance_of_a_scale_set()
    {
        await using AzureMachine machine = await AzureMachine.StartAsync();
        machine.Imds.MachineName = "a-vm";
        AgentProcess agent = machine.Start();

        Assert.Equal((int)AgentExitCode.BadConfiguration, await agent.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains(
            "the machine 'a-vm' of the scale set 'bai-c1' is no instance of a uniform scale set",
            agent.Log,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_jobs_a_home_of_the_instance_whatever_the_agents_own_is()
    {
        JsonElement metadata = JsonDocument
            .Parse(
                """{"compute":{"name":"s_7","vmScaleSetName":"s"},"network":{"interface":[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.7"}]}}]}}"""
            )
            .RootElement;
        Dictionary<string, string> environment = new()
        {
            ["HOME"] = "/agents/home",
            ["TMPDIR"] = "/agents/tmp",
            ["USER"] = "root",
            ["LANG"] = "C.UTF-8",
        };

        (NodeInstance node, _) = AzureInstance
            .TryRead(metadata, new AzureConfig { IdentityClientId = "i", InstanceDirectory = "/i" }, "batchai-job", environment, out _)!
            .Value;

        Assert.Equal(
            ("/i/home", "/i/tmp", "batchai-job", "C.UTF-8"),
            (node.BaseEnvironment["HOME"], node.BaseEnvironment["TMPDIR"], node.BaseEnvironment["USER"], node.BaseEnvironment["LANG"]));
    }

    [Fact]
    public void Counts_the_GPUs_on_the_bus()
    {
        DirectoryInfo bus = Directory.CreateTempSubdirectory("ba-");
        foreach (
            (string device, string vendor, string kind) in ((string, string, string)[])
                [
                    ("a", "0x10de", "0x030200"),
                    ("b", "0x10de", "0x030000"),
                    ("bridge", "0x10de", "0x068000"),
                    ("card", "0x1414", "0x030000"),
                ])
        {
            Directory.CreateDirectory(Path.Combine(bus.FullName, device));
            File.WriteAllText(Path.Combine(bus.FullName, device, "vendor"), vendor + "\n");
            File.WriteAllText(Path.Combine(bus.FullName, device, "class"), kind + "\n");
        }

        Assert.Equal(2, AzureInstance.CountGpus(bus.FullName));
        bus.Delete(recursive: true);
    }

    private static string EventsOf(string kind, string machine) =>
        $$"""{"DocumentIncarnation":2,"Events":[{"EventId":"e","EventStatus":"Scheduled","EventType":"{{kind}}","ResourceType":"VirtualMachine","Resources":["{{machine}}"],"NotBefore":""}]}""";
}
