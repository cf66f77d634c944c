using System.Net;
using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud.Tests;

public sealed class ScaleSets
{
    [Fact]
    public async Task Answer_as_the_sdk_expects_and_never_give_secrets_back()
    {
        await using ACloud cloud = await ACloud.StartAsync();

        using HttpResponseMessage created = await cloud.SendAsync(
            HttpMethod.Put,
            $"{ACloud.Group}/bai-a",
            ACloud.Body(0, Scripts.Node, "STANDARD_d2s_V3"));
        using HttpResponseMessage raised = await cloud.ResizeAsync("BAI-A", 1);
        JsonObject operation = await cloud.FinishAsync(raised);
        JsonObject found = await cloud.GetAsync($"{ACloud.Group}/bai-a");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, raised.StatusCode);
        Assert.NotNull(raised.Headers.RetryAfter);
        Assert.Equal("Succeeded", operation["status"]!.GetValue<string>());
        Assert.Equal("Succeeded", found["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.Equal("Standard_D2s_v3", found["sku"]!["name"]!.GetValue<string>());
        Assert.DoesNotContain("S3cret!", found.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("customData", found.ToJsonString(), StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(cloud.Directory, "scalesets")),
            file => Assert.DoesNotContain("S3cret!", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refuse_a_write_on_what_changed_since()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 0, Scripts.Node);
        string etag = (await cloud.GetAsync($"{ACloud.Group}/bai-a"))["etag"]!.GetValue<string>();
        using HttpResponseMessage first = await cloud.ResizeAsync("bai-a", 1, etag);

        using HttpResponseMessage second = await cloud.ResizeAsync("bai-a", 2, etag);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
        Assert.Equal("PreconditionFailed", await ACloud.CodeOf(second));
        Assert.Single(await cloud.ListIdsAsync("bai-a"));
    }

    [Fact]
    public async Task Are_gone_after_their_deletion_with_all_instances()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 2, Scripts.Node);

        using HttpResponseMessage deleted = await cloud.SendAsync(HttpMethod.Delete, $"{ACloud.Group}/bai-a");
        await cloud.FinishAsync(deleted);
        using HttpResponseMessage gone = await cloud.SendAsync(HttpMethod.Get, $"{ACloud.Group}/bai-a");
        using HttpResponseMessage again = await cloud.SendAsync(HttpMethod.Delete, $"{ACloud.Group}/bai-a");

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("ResourceNotFound", await ACloud.CodeOf(gone));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(cloud.Directory, "instances", "bai-a")));
    }

    [Fact]
    public async Task Stay_as_they_were_when_a_change_cannot_be_written()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Scripts.Node);

        // The file cannot be replaced by the new one, as a full disk would keep it from being written.
        string obstacle = Path.Combine(cloud.Directory, "scalesets", "bai-a.json");
        File.Delete(obstacle);
        Directory.CreateDirectory(obstacle);
        using HttpResponseMessage refused = await cloud.ResizeAsync("bai-a", 2);
        int capacity = (await cloud.GetAsync($"{ACloud.Group}/bai-a"))["sku"]!["capacity"]!.GetValue<int>();
        Directory.Delete(obstacle);
        using HttpResponseMessage accepted = await cloud.ResizeAsync("bai-a", 2);
        await cloud.FinishAsync(accepted);

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Contains("could not write its state", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, capacity);
        Assert.Equal(["0", "1"], await cloud.ListIdsAsync("bai-a"));
    }

    [Theory]
    [InlineData("local\r\nX-Evil: 1", "LocationNotAvailableForResourceType")]
    [InlineData("", "LocationRequired")]
    public async Task Are_refused_where_no_machine_can_be(string location, string code)
    {
        await using ACloud cloud = await ACloud.StartAsync();
        JsonObject body = ACloud.Body(0, Scripts.Node, "Local");
        body["location"] = location;

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, $"{ACloud.Group}/bai-a", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(code, await ACloud.CodeOf(refused));
    }

    [Fact]
    public async Task And_their_operations_are_read_from_a_directory_that_knew_no_other_resources()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        using HttpResponseMessage made = await cloud.SendAsync(HttpMethod.Put, $"{ACloud.Group}/bai-a",
            ACloud.Body(1, Scripts.Node, "Standard_D2s_v3"));
        await cloud.FinishAsync(made);

        await cloud.RestartAsync(whileDown: () =>
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(cloud.Directory, "operations")))
            {
                JsonObject operation = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
                Assert.True(operation.Remove("typeName"));
                Assert.Equal(["scaleSet", "scaleSetUid"], operation.Select(property => property.Key)
                    .Where(name => name.StartsWith("scaleSet", StringComparison.Ordinal)));
                File.WriteAllText(file, operation.ToJsonString());
            }

            return Task.CompletedTask;
        });

        Assert.Equal(["0"], await cloud.ListIdsAsync("bai-a"));
        Assert.Equal("Succeeded", (await cloud.FinishAsync(made))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task List_their_instances_by_pages()
    {
        await using ACloud cloud = await ACloud.StartAsync(options => options with { PageSize = 2 });
        await cloud.CreateAsync("bai-a", 5, "#!/bin/sh\nexec sleep 1000");
        List<string> ids = [];

        string? path = $"{ACloud.Group}/bai-a/virtualMachines";
        int pages = 0;
        for (; path is not null; pages++)
        {
            JsonObject page = await cloud.GetAsync(path);
            ids.AddRange(page["value"]!.AsArray().Select(item => item!["instanceId"]!.GetValue<string>()));
            path = page["nextLink"] is { } link ? new Uri(link.GetValue<string>()).PathAndQuery : null;
        }

        Assert.Equal(["0", "1", "2", "3", "4"], ids);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Refuse_to_remove_anything_when_one_named_instance_is_not_there()
    {
        await using ACloud cloud = await ACloud.StartAsync();
        await cloud.CreateAsync("bai-a", 1, Scripts.Node);

        using HttpResponseMessage refused = await cloud.RemoveAsync("bai-a", "0", "9");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("InvalidParameter", await ACloud.CodeOf(refused));
        Assert.Single(await cloud.ListIdsAsync("bai-a"));
    }

    [Theory]
    [InlineData("Standard_Nonsense", false, "InvalidParameter")]
    [InlineData("Standard_D2s_v3", true, "InvalidParameter")]
    public async Task Are_refused_when_they_ask_for_what_is_not_offered(string size, bool overprovision, string code)
    {
        await using ACloud cloud = await ACloud.StartAsync();
        JsonObject body = ACloud.Body(0, Scripts.Node, size);
        body["properties"]!["overprovision"] = overprovision;

        using HttpResponseMessage refused = await cloud.SendAsync(HttpMethod.Put, $"{ACloud.Group}/bai-a", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(code, await ACloud.CodeOf(refused));
    }

    [Fact]
    public async Task Own_their_GPUs_and_wait_for_those_that_are_taken()
    {
        await using ACloud cloud = await ACloud.StartAsync(options =>
            options with
            {
                Machine = new MachineInventory(8, 8192, ["GPU-a", "GPU-b"]),
            }
        );
        await cloud.CreateAsync("bai-a", 1, Scripts.Node, "Standard_NC6");
        await cloud.CreateAsync("bai-b", 1, Scripts.Node, "Standard_NC6");

        using HttpResponseMessage third = await cloud.ResizeAsync("bai-a", 2);
        string refusal = await third.Content.ReadAsStringAsync();
        JsonNode usages = await cloud.GetAsync($"/subscriptions/{ACloud.Subscription}/providers/Microsoft.Compute/locations/local/usages");
        JsonNode gpus = usages["value"]!.AsArray().Single(usage => usage!["name"]!["value"]!.GetValue<string>() == "gpus")!;

        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
        Assert.Contains("OperationNotAllowed", refusal, StringComparison.Ordinal);
        Assert.Contains("QuotaExhausted: 2 of 2 GPUs", refusal, StringComparison.Ordinal);
        Assert.Equal(2, gpus["currentValue"]!.GetValue<int>());
        Assert.Equal("[\"GPU-a\"]", Described(cloud, "bai-a")["gpus"]!.ToJsonString());
        Assert.Equal("[\"GPU-b\"]", Described(cloud, "bai-b")["gpus"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_a_GPU_size_are_simulated_on_a_machine_without_GPUs()
    {
        await using ACloud cloud = await ACloud.StartAsync();

        await cloud.CreateAsync("bai-a", 1, Scripts.Node, "Standard_NC24");

        Assert.True(Described(cloud, "bai-a")["simulated"]!.GetValue<bool>());
    }

    private static JsonNode Described(ACloud cloud, string scaleSet) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(cloud.InstanceDirectory(scaleSet, "0"), "instance.json")))!;
}
