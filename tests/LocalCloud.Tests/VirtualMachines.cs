using System.Net;
using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud.Tests;

public sealed class VirtualMachines
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_their_custom_data_with_the_address_of_their_interface_and_their_disks()
    {
        await using ACloud cloud = await ACloud.StartAsync();

        await AMachine.CreateAsync(cloud, Scripts.Node, disks: ["data-0", "data-1"]);

        string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");
        IReadOnlyDictionary<string, string> seen = await EnvironmentAsync(directory);
        JsonNode card = (await cloud.GetAsync($"{AMachine.Interfaces}/card"))["properties"]!;
        JsonNode address = (await cloud.GetAsync($"{AMachine.Addresses}/public"))["properties"]!;
        Assert.Equal("vm", seen["BATCHAI_INSTANCE_ID"]);
        Assert.Equal(directory, seen["BATCHAI_INSTANCE_DIR"]);
        Assert.Equal(card["ipConfigurations"]![0]!["properties"]!["privateIPAddress"]!.GetValue<string>(), seen["BATCHAI_ADDRESS"]);
        Assert.Equal(address["ipAddress"]!.GetValue<string>(), seen["BATCHAI_PUBLIC_ADDRESS"]);
        Assert.NotEqual(seen["BATCHAI_ADDRESS"], seen["BATCHAI_PUBLIC_ADDRESS"]);
        Assert.Equal($"{AMachine.Machines}/vm", card["virtualMachine"]!["id"]!.GetValue<string>());
        Assert.Equal($"{AMachine.Interfaces}/card/ipConfigurations/machine", address["ipConfiguration"]!["id"]!.GetValue<string>());
        foreach (string lun in (string[])["0", "1"])
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "disks", $"lun{lun}", "file"), "kept", Cancellation);
            Assert.True(File.Exists(Path.Combine(cloud.Directory, "disks", $"data-{lun}", "file")));
        }

        JsonNode described = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "instance.json"), Cancellation))!;
        Assert.Equal(["data-0", "data-1"], described["dataDisks"]!.AsArray().Select(disk => disk!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Are_shown_as_Azure_shows_them()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node, disks: "data-0");

        JsonObject plain = await cloud.GetAsync($"{AMachine.Machines}/vm");
        JsonObject expanded = await cloud.GetAsync($"{AMachine.Machines}/vm?api-version=2024-07-01&$expand=instanceView");
        JsonObject view = await cloud.GetAsync($"{AMachine.Machines}/vm/instanceView");
        JsonObject disk = await cloud.GetAsync($"{AMachine.Disks}/data-0");

        Assert.Equal("Microsoft.Compute/virtualMachines", plain["type"]!.GetValue<string>());
        Assert.Equal("test", plain["tags"]!["for"]!.GetValue<string>());
        Assert.Equal($"{AMachine.Disks}/vm-os",
            plain["properties"]!["storageProfile"]!["osDisk"]!["managedDisk"]!["id"]!.GetValue<string>());
        Assert.DoesNotContain("S3cret!", plain.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(plain["properties"]!["osProfile"]!["customData"]);
        Assert.Null(plain["properties"]!["instanceView"]);
        string[] codes = ["ProvisioningState/succeeded", "PowerState/running"];
        Assert.Equal(codes, view["statuses"]!.AsArray().Select(status => status!["code"]!.GetValue<string>()));
        Assert.True(JsonNode.DeepEquals(view, expanded["properties"]!["instanceView"]));
        Assert.Equal("Attached", disk["properties"]!["diskState"]!.GetValue<string>());
        Assert.Equal($"{AMachine.Machines}/vm", disk["managedBy"]!.GetValue<string>());
        Assert.All(Directory.EnumerateFiles(Path.Combine(cloud.Directory, "virtualmachines")),
            file => Assert.DoesNotContain("S3cret!", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_proven_by_their_identity_file_alone()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node);
        string identity = await File.ReadAllTextAsync(Path.Combine(cloud.Directory, "machines", "vm", "0", "identity"), Cancellation);
        async Task<bool?> AskAsync(string proof)
        {
            using HttpResponseMessage answer = await cloud.SendAsync(HttpMethod.Post, $"{AMachine.Machines}/vm/proveIdentity",
                new JsonObject { ["proof"] = proof });
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["proves"]?.GetValue<bool>();
        }

        Assert.True(cloud.Server.ProvesIdentity("vm", identity));
        Assert.False(cloud.Server.ProvesIdentity("other", identity));
        Assert.True(await AskAsync(identity));
        Assert.False(await AskAsync("guess"));
    }

    [Fact]
    public async Task And_their_disks_go_on_through_a_restart()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node, disks: "data-0");
        string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");
        _ = await EnvironmentAsync(directory);
        MainProcess before = MainProcess.Recorded(directory)!.Value;
        string all = await AMachine.NamesAsync(cloud);
        await File.WriteAllTextAsync(Path.Combine(directory, "disks", "lun0", "file"), "kept", Cancellation);

        await cloud.RestartAsync();

        Assert.Equal(all, await AMachine.NamesAsync(cloud));
        Assert.Equal("Succeeded",
            (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.Equal(before, MainProcess.Recorded(directory));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(directory, "boots"), Cancellation));
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(cloud.Directory, "disks", "data-0", "file"), Cancellation));
    }

    [Fact]
    public async Task Are_not_booted_twice_when_the_cloud_died_before_it_noted_the_boot()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node);
        string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");
        _ = await EnvironmentAsync(directory);
        MainProcess before = MainProcess.Recorded(directory)!.Value;
        string file = Path.Combine(cloud.Directory, "virtualmachines", "vm.json");

        await cloud.RestartAsync(whileDown: async () =>
            await File.WriteAllTextAsync(file,
                (await File.ReadAllTextAsync(file)).Replace("\"Succeeded\"", "\"Creating\"", StringComparison.Ordinal)));

        await ACloud.EventuallyAsync("the machine is found running", async () =>
        {
            string state = (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["provisioningState"]!.GetValue<string>();
            return (state == "Succeeded", state);
        });
        Assert.Equal(before, MainProcess.Recorded(directory));
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(directory, "boots"), Cancellation));
    }

    [Fact]
    public async Task Boot_again_when_they_were_switched_off_with_the_same_address_and_data()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node, disks: "data-0");
        string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");
        string address = (await EnvironmentAsync(directory))["BATCHAI_ADDRESS"];
        await File.WriteAllTextAsync(Path.Combine(directory, "disks", "lun0", "file"), "kept", Cancellation);

        await cloud.Server.StopInstancesAsync(Cancellation);
        Assert.Null(MainProcess.Recorded(directory));
        await cloud.RestartAsync();

        await ACloud.EventuallyAsync("it boots a second time", () => File.ReadAllLines(Path.Combine(directory, "boots")).Length == 2);
        Assert.Equal(address, (await EnvironmentAsync(directory))["BATCHAI_ADDRESS"]);
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(directory, "disks", "lun0", "file"), Cancellation));
    }

    [Fact]
    public async Task Take_along_what_asks_for_it_when_they_are_deleted()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Detaching, disks: "data-0");
        string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");

        await AMachine.DeleteAsync(cloud, $"{AMachine.Machines}/vm");

        await AMachine.EventuallyNamesAsync(cloud, "data-0 rules");
        Assert.False(ProcessTrees.AnyAlive(directory));
        Assert.False(Directory.Exists(Path.GetDirectoryName(directory)));
        Assert.True(Directory.Exists(Path.Combine(cloud.Directory, "disks", "data-0")));
        JsonObject disk = await cloud.GetAsync($"{AMachine.Disks}/data-0");
        Assert.Equal("Unattached", disk["properties"]!["diskState"]!.GetValue<string>());
    }

    [Fact]
    public async Task Leave_everything_behind_when_nothing_asks_to_go()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node, "Detach", "data-0");

        await AMachine.DeleteAsync(cloud, $"{AMachine.Machines}/vm");
        string left = await AMachine.NamesAsync(cloud);
        using HttpResponseMessage again = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card"));
        string code = await ACloud.CodeOf(again);
        foreach (string part in (string[])[$"{AMachine.Disks}/vm-os", $"{AMachine.Disks}/data-0", $"{AMachine.Interfaces}/card"])
            await AMachine.DeleteAsync(cloud, part);
        foreach (string part in (string[])[$"{AMachine.Addresses}/public", $"{AMachine.Groups}/rules"])
            await AMachine.DeleteAsync(cloud, part);

        Assert.Equal("card data-0 public rules vm-os", left);
        Assert.Equal("ConflictingUserInput", code);
        Assert.Equal("", await AMachine.NamesAsync(cloud));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(cloud.Directory, "disks")));
    }

    [Fact]
    public async Task Finish_a_deletion_that_a_crash_cut_short()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { DeletionGrace = TimeSpan.FromSeconds(30) });
        await AMachine.CreateAsync(cloud, Scripts.Stubborn, disks: "data-0");
        string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");
        await ACloud.EventuallyAsync("the machine has booted", () => File.Exists(Path.Combine(directory, "boots")));
        using HttpResponseMessage deleting = await cloud.SendAsync(HttpMethod.Delete, $"{AMachine.Machines}/vm");

        await cloud.RestartAsync(whileDown: () =>
        {
            Assert.True(ProcessTrees.AnyAlive(directory));
            return new ProcessTrees(TimeSpan.Zero, TimeProvider.System).EndAsync(new HashSet<string> { directory }, Cancellation);
        });

        await AMachine.EventuallyNamesAsync(cloud, "data-0 rules");
        Assert.Equal("Succeeded", (await cloud.FinishAsync(deleting))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Are_not_there_at_all_when_they_could_not_be_written()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.PutAsync(cloud, $"{AMachine.Interfaces}/card", AMachine.Interface());
        string obstacle = Path.Combine(cloud.Directory, "virtualmachines", "vm.json.new");
        Directory.CreateDirectory(obstacle);

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card"));
        string left = await AMachine.NamesAsync(cloud);
        Directory.Delete(obstacle);
        await cloud.RestartAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Equal("card", left);
        Assert.Equal("card", await AMachine.NamesAsync(cloud));
        await AMachine.PutAsync(cloud, $"{AMachine.Machines}/vm", AMachine.Machine(Scripts.Node, "card"));
    }

    [Fact]
    public async Task That_are_deleted_before_they_are_there_end_the_operation_that_made_them()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { ProvisioningDelay = TimeSpan.FromSeconds(1) });
        await AMachine.PutAsync(cloud, $"{AMachine.Interfaces}/card", AMachine.Interface());
        cloud.Server.Inject(new FaultOptions { SlowInstance = 1, AtMost = 1 });
        using HttpResponseMessage making = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card"));

        await AMachine.DeleteAsync(cloud, $"{AMachine.Machines}/vm");
        JsonObject ended = await cloud.FinishAsync(making);

        Assert.Equal("OperationPreempted", ended["error"]!["code"]!.GetValue<string>());
        await AMachine.EventuallyNamesAsync(cloud, "");
    }

    [Fact]
    public async Task Forget_the_disk_of_a_creation_that_a_crash_cut_short()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node);
        string machine = Path.Combine(cloud.Directory, "virtualmachines", "vm.json");

        await cloud.RestartAsync(whileDown: async () =>
        {
            string directory = Path.Combine(cloud.Directory, "machines", "vm", "0");
            await new ProcessTrees(TimeSpan.Zero, TimeProvider.System).EndAsync(new HashSet<string> { directory }, Cancellation);
            File.Delete(machine);
        });

        Assert.Equal("card public rules", await AMachine.NamesAsync(cloud));
        await AMachine.PutAsync(cloud, $"{AMachine.Machines}/vm", AMachine.Machine(Scripts.Node, "card"));
    }

    [Fact]
    public async Task Stay_as_they_are_when_they_are_put_again_and_refuse_to_become_others()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node);
        _ = await EnvironmentAsync(Path.Combine(cloud.Directory, "machines", "vm", "0"));
        string before = (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["vmId"]!.GetValue<string>();

        await AMachine.PutAsync(cloud, $"{AMachine.Machines}/vm", AMachine.Machine(Scripts.Node, "card"));
        using HttpResponseMessage script = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Detaching, "card"));
        using HttpResponseMessage size = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card", size: "Standard_D4s_v3"));
        using HttpResponseMessage version = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card"), ifMatch: "\"0\"");

        Assert.Equal(before, (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["vmId"]!.GetValue<string>());
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(cloud.Directory, "machines", "vm", "0", "boots"), Cancellation));
        Assert.Equal("PropertyChangeNotAllowed", await ACloud.CodeOf(script));
        Assert.Equal("PropertyChangeNotAllowed", await ACloud.CodeOf(size));
        Assert.Equal(HttpStatusCode.PreconditionFailed, version.StatusCode);
    }

    [Fact]
    public async Task Count_as_nodes_and_are_refused_beyond_the_quota()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { NodeLimit = 1 });
        await cloud.CreateAsync("bai-a", 1, Scripts.Node);
        await AMachine.PutAsync(cloud, $"{AMachine.Interfaces}/card", AMachine.Interface());

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card"));
        string text = await refused.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("QuotaExhausted: 1 of 1 Nodes", text, StringComparison.Ordinal);
        Assert.Equal("card", await AMachine.NamesAsync(cloud));
    }

    [Fact]
    public async Task That_fail_to_be_allocated_are_there_as_failed_and_can_be_put_again()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { NodeLimit = 1 });
        await AMachine.PutAsync(cloud, $"{AMachine.Interfaces}/card", AMachine.Interface());
        cloud.Server.Inject(new FaultOptions { AllocationFailure = 1, AtMost = 1 });
        using HttpResponseMessage made = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Machines}/vm",
            AMachine.Machine(Scripts.Node, "card"));

        JsonObject failed = await cloud.FinishAsync(made);
        string state = (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["provisioningState"]!.GetValue<string>();
        await AMachine.PutAsync(cloud, $"{AMachine.Machines}/vm", AMachine.Machine(Scripts.Node, "card"));

        Assert.Equal("AllocationFailed", failed["error"]!["code"]!.GetValue<string>());
        Assert.Equal("Failed", state);
        Assert.Equal("Succeeded",
            (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["provisioningState"]!.GetValue<string>());
    }

    [Fact]
    public async Task That_are_slow_or_dead_are_so_as_instances_of_scale_sets_are()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { Faults = new FaultOptions { DeadInstance = 1 } });

        await AMachine.CreateAsync(cloud, Scripts.Node);

        Assert.Equal("Succeeded",
            (await cloud.GetAsync($"{AMachine.Machines}/vm"))["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.False(File.Exists(Path.Combine(cloud.Directory, "machines", "vm", "0", "main.stat")));
        cloud.Server.Inject(new FaultOptions { SlowInstance = 1 });
        using HttpResponseMessage slow = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Addresses}/slow", AMachine.Address());
        JsonObject operation = await cloud.FinishAsync(slow);
        TimeSpan took = operation["endTime"]!.GetValue<DateTimeOffset>() - operation["startTime"]!.GetValue<DateTimeOffset>();
        Assert.True(took >= TimeSpan.FromMilliseconds(50), $"a tenth of the provisioning delay of 50 ms, times ten, took {took}");
    }

    private static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string directory)
    {
        string file = Path.Combine(directory, "env");
        await ACloud.EventuallyAsync("the machine has booted", () => File.Exists(Path.Combine(directory, "boots")));
        return (await File.ReadAllLinesAsync(file)).Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
