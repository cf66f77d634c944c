using System.Net;
using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud.Tests;

public sealed class PartsOfMachines
{
    [Theory]
    [InlineData("disks", HttpStatusCode.Accepted)]
    [InlineData("publicIPAddresses", HttpStatusCode.Created)]
    [InlineData("networkInterfaces", HttpStatusCode.Created)]
    [InlineData("networkSecurityGroups", HttpStatusCode.Created)]
    public async Task Are_made_read_listed_changed_and_deleted_with_the_answers_of_Azure(string type, HttpStatusCode made)
    {
        await using ACloud cloud = await ACloud.StartAsync();
        (string list, JsonObject body) = PartOf(type);

        using HttpResponseMessage created = await cloud.SendAsync(HttpMethod.Put, $"{list}/part", body);
        string operation = Assert.Single(created.Headers.GetValues("Azure-AsyncOperation"));
        JsonObject ended = await cloud.FinishAsync(created);
        JsonObject shown = await cloud.GetAsync($"{list}/part");
        using HttpResponseMessage changed = await cloud.SendAsync(HttpMethod.Put, $"{list}/part", body);
        JsonArray listed = (await cloud.GetAsync(list))["value"]!.AsArray();
        string everywhere = list.Replace("/resourceGroups/nodes", "", StringComparison.Ordinal);
        JsonArray inSubscription = (await cloud.GetAsync(everywhere))["value"]!.AsArray();
        using HttpResponseMessage deleted = await cloud.SendAsync(HttpMethod.Delete, $"{list}/part");
        JsonObject gone = await cloud.FinishAsync(deleted);
        using HttpResponseMessage missing = await cloud.SendAsync(HttpMethod.Get, $"{list}/part");
        using HttpResponseMessage again = await cloud.SendAsync(HttpMethod.Delete, $"{list}/part");

        Assert.Equal(made, created.StatusCode);
        Assert.Contains($"/providers/{list.Split('/')[6]}/locations/local/operations/", operation, StringComparison.Ordinal);
        Assert.Equal("Succeeded", ended["status"]!.GetValue<string>());
        Assert.Equal($"{list}/part", shown["id"]!.GetValue<string>());
        Assert.Equal("Succeeded", shown["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.Equal("test", shown["tags"]!["for"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal($"{list}/part", Assert.Single(listed)!["id"]!.GetValue<string>());
        Assert.Single(inSubscription);
        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        Assert.Single(deleted.Headers.GetValues("Location"));
        Assert.Equal("Succeeded", gone["status"]!.GetValue<string>());
        Assert.Equal("ResourceNotFound", await ACloud.CodeOf(missing));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Theory]
    [InlineData("disks", "diskstates")]
    [InlineData("publicIPAddresses", "publicaddresses")]
    [InlineData("networkInterfaces", "networkinterfaces")]
    [InlineData("networkSecurityGroups", "securitygroups")]
    public async Task Are_on_disk_before_they_are_answered(string type, string folder)
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { ProvisioningDelay = TimeSpan.FromHours(1) });
        (string list, JsonObject body) = PartOf(type);
        JsonNode File() => JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(cloud.Directory, folder, "part.json")))!;

        using HttpResponseMessage made = await cloud.SendAsync(HttpMethod.Put, $"{list}/part", body);
        bool leavingAtFirst = File()["deleting"]!.GetValue<bool>();
        using HttpResponseMessage deleted = await cloud.SendAsync(HttpMethod.Delete, $"{list}/part");
        bool leaving = File()["deleting"]!.GetValue<bool>();
        await cloud.RestartAsync();
        JsonObject shown = await cloud.GetAsync($"{list}/part");

        Assert.False(leavingAtFirst);
        Assert.True(leaving);
        Assert.Equal("Deleting", shown["properties"]!["provisioningState"]!.GetValue<string>());
        string operation = new Uri(Assert.Single(deleted.Headers.GetValues("Azure-AsyncOperation"))).PathAndQuery;
        Assert.Equal("InProgress", (await cloud.GetAsync(operation))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Come_back_from_the_address_that_an_accepted_creation_names()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        using HttpResponseMessage created = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Disks}/part", AMachine.Disk());
        await cloud.FinishAsync(created);

        JsonObject disk = await cloud.GetAsync(created.Headers.Location!.PathAndQuery);

        Assert.Equal("part", disk["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task In_use_are_not_deleted_and_the_refusal_has_the_code_that_Azure_has()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node, disks: "data-0");
        async Task<(HttpStatusCode, string)> TryAsync(string path)
        {
            using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Delete, path);
            return (refused.StatusCode, await ACloud.CodeOf(refused));
        }

        Assert.Equal((HttpStatusCode.BadRequest, "NicInUse"), await TryAsync($"{AMachine.Interfaces}/card"));
        Assert.Equal((HttpStatusCode.BadRequest, "PublicIPAddressCannotBeDeleted"), await TryAsync($"{AMachine.Addresses}/public"));
        Assert.Equal((HttpStatusCode.BadRequest, "InUseNetworkSecurityGroupCannotBeDeleted"), await TryAsync($"{AMachine.Groups}/rules"));
        Assert.Equal((HttpStatusCode.Conflict, "OperationNotAllowed"), await TryAsync($"{AMachine.Disks}/data-0"));
        Assert.Equal((HttpStatusCode.Conflict, "OperationNotAllowed"), await TryAsync($"{AMachine.Disks}/vm-os"));
        Assert.Equal("card data-0 public rules vm vm-os", await AMachine.NamesAsync(cloud));
    }

    [Fact]
    public async Task In_use_are_not_given_to_a_second_one()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.CreateAsync(cloud, Scripts.Node, disks: "data-0");
        await AMachine.PutAsync(cloud, $"{AMachine.Interfaces}/free", AMachine.Interface());
        async Task<string> TryAsync(string path, JsonObject body)
        {
            using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, path, body);
            return await ACloud.CodeOf(refused);
        }

        Assert.Equal("NicInUse", await TryAsync($"{AMachine.Machines}/second", AMachine.Machine(Scripts.Node, "card")));
        Assert.Equal("ConflictingUserInput",
            await TryAsync($"{AMachine.Machines}/second", AMachine.Machine(Scripts.Node, "free", ["data-0"])));
        Assert.Equal("PublicIPAddressInUse", await TryAsync($"{AMachine.Interfaces}/second", AMachine.Interface("public")));
        Assert.Equal("card data-0 free public rules vm vm-os", await AMachine.NamesAsync(cloud));
    }

    [Fact]
    public async Task That_are_not_there_or_not_ready_cannot_be_referred_to()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { ProvisioningDelay = TimeSpan.FromMinutes(10) });
        using HttpResponseMessage address = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Addresses}/slow", AMachine.Address());
        using HttpResponseMessage card = await cloud.SendAsync(HttpMethod.Put, $"{AMachine.Interfaces}/slow", AMachine.Interface());
        async Task<(int, string)> TryAsync(string path, JsonObject body)
        {
            using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, path, body);
            return ((int)refused.StatusCode, await ACloud.CodeOf(refused));
        }

        Assert.Equal((400, "InvalidResourceReference"), await TryAsync($"{AMachine.Interfaces}/a", AMachine.Interface("none")));
        Assert.Equal((400, "InvalidResourceReference"), await TryAsync($"{AMachine.Interfaces}/a", AMachine.Interface(group: "none")));
        Assert.Equal((409, "ReferencedResourceNotProvisioned"), await TryAsync($"{AMachine.Interfaces}/a", AMachine.Interface("slow")));
        Assert.Equal((404, "NotFound"), await TryAsync($"{AMachine.Machines}/a", AMachine.Machine(Scripts.Node, "none")));
        Assert.Equal((409, "ReferencedResourceNotProvisioned"),
            await TryAsync($"{AMachine.Machines}/a", AMachine.Machine(Scripts.Node, "slow")));
    }

    [Fact]
    public async Task That_Azure_would_not_take_are_refused()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.PutAsync(cloud, $"{AMachine.Interfaces}/card", AMachine.Interface());
        await AMachine.PutAsync(cloud, $"{AMachine.Disks}/premium", AMachine.Disk());
        await AMachine.PutAsync(cloud, $"{AMachine.Disks}/standard", AMachine.Disk("Standard_LRS"));
        async Task<string> TryAsync(string path, JsonObject body)
        {
            using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, path, body);
            return await ACloud.CodeOf(refused);
        }

        Assert.Equal("InvalidParameter", await TryAsync($"{AMachine.Disks}/a", AMachine.Disk(sizeGiB: 0)));
        Assert.Equal("InvalidParameter", await TryAsync($"{AMachine.Disks}/a", AMachine.Disk("Golden_LRS")));
        Assert.Equal("InvalidParameter", await TryAsync($"{AMachine.Disks}/.hidden", AMachine.Disk()));
        Assert.Equal("SecurityRuleInvalidPriority", await TryAsync($"{AMachine.Groups}/a", AMachine.Group(priority: 99)));
        Assert.Equal("SecurityRuleInvalidAddressPrefix", await TryAsync($"{AMachine.Groups}/a", AMachine.Group(source: "10.0.0.0/33")));
        Assert.Equal("InvalidParameter",
            await TryAsync($"{AMachine.Machines}/a", AMachine.Machine(Scripts.Node, "card", size: "Standard_Nonsense")));
        Assert.Equal("InvalidParameter",
            await TryAsync($"{AMachine.Machines}/a", AMachine.Machine(Scripts.Node, "card", ["premium"], "Standard_NC6")));
        await AMachine.PutAsync(cloud, $"{AMachine.Machines}/a", AMachine.Machine(Scripts.Node, "card", ["standard"], "Standard_NC6"));
    }

    [Fact]
    public async Task Are_listed_by_pages()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { PageSize = 2 });
        for (int number = 0; number < 5; number++)
            await AMachine.PutAsync(cloud, $"{AMachine.Disks}/d{number}", AMachine.Disk());
        List<string> names = [];

        string? path = AMachine.Disks;
        int pages = 0;
        for (; path is not null; pages++)
        {
            JsonObject page = await cloud.GetAsync(path);
            names.AddRange(page["value"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
            path = page["nextLink"] is { } link ? new Uri(link.GetValue<string>()).PathAndQuery : null;
        }

        Assert.Equal(["d0", "d1", "d2", "d3", "d4"], names);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Have_addresses_that_nobody_else_has()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);
        await AMachine.CreateAsync(cloud, Scripts.Node);
        await cloud.CreateAsync("bai-b", 2, Scripts.Node);

        JsonNode card = (await cloud.GetAsync($"{AMachine.Interfaces}/card"))["properties"]!;
        string[] addresses =
        [
            .. cloud.Server.ListInstances().Select(instance => instance.Address),
            (await cloud.GetAsync($"{AMachine.Addresses}/public"))["properties"]!["ipAddress"]!.GetValue<string>(),
            card["ipConfigurations"]![0]!["properties"]!["privateIPAddress"]!.GetValue<string>(),
        ];

        Assert.Equal(6, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.StartsWith("127.", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_throttled_in_the_buckets_that_Azure_documents_for_machines()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { RequestLimitScale = 1 });

        for (int request = 0; request < 12; request++)
        {
            using HttpResponseMessage allowed = await cloud.SendAsync(HttpMethod.Delete, $"{AMachine.Machines}/vm");
            Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        }

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Delete, $"{AMachine.Machines}/vm");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
    }

    [Fact]
    public async Task Of_a_name_that_another_group_has_are_refused()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await AMachine.PutAsync(cloud, $"{AMachine.Disks}/data", AMachine.Disk());
        string elsewhere = AMachine.Disks.Replace("/nodes/", "/others/", StringComparison.Ordinal);

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, $"{elsewhere}/data", AMachine.Disk());

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Empty((await cloud.GetAsync(elsewhere))["value"]!.AsArray());
    }

    private static (string List, JsonObject Body) PartOf(string type) => type switch
    {
        "disks" => (AMachine.Disks, AMachine.Disk()),
        "publicIPAddresses" => (AMachine.Addresses, AMachine.Address()),
        "networkInterfaces" => (AMachine.Interfaces, AMachine.Interface()),
        _ => (AMachine.Groups, AMachine.Group()),
    };
}
