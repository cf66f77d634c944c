using System.Net;
using System.Text.Json.Nodes;

namespace BatchAi.Api.Tests;

public sealed class ClusterStories
{
    private const string Manual = """{"manual":{"targetNodeCount":3}}""";

    [Fact]
    public async Task A_cluster_is_made_by_a_long_running_operation()
    {
        await using ApiWorld world = await ApiWorld.StartAsync();
        await world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");

        Answer put = await world.SendAsync("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody());

        Assert.Equal((HttpStatusCode.Accepted, ""), (put.Status, put.Text));
        Assert.StartsWith(
            "http://api.example:8080/subscriptions/sub/providers/Microsoft.BatchAI/locations/eastus/operationresults/",
            put.Header("Azure-AsyncOperation"),
            StringComparison.Ordinal);
        Assert.Contains("/operationstatuses/", put.Header("Location"), StringComparison.Ordinal);
        Answer result = await world.OkAsync("GET", put.Header("Azure-AsyncOperation")!);
        Assert.Equal("Succeeded", result.Body!["status"]!.GetValue<string>());
        Assert.Equal("sub$grp$ws$c1", result.Property("resourceId")!.GetValue<string>());
        Answer get = await world.OkAsync("GET", ApiWorld.Cluster);
        Assert.True(JsonNode.DeepEquals(get.Body, (await world.OkAsync("GET", put.Header("Location")!)).Body));
        Assert.Equal("succeeded", get.Property("provisioningState")!.GetValue<string>());
        Assert.Equal(0, get.Property("currentNodeCount")!.GetValue<int>());
        Assert.Equal(5, get.Property("nodeStateCounts")!.AsObject().Count);
        Assert.Equal("""{"adminUserName":"admin1"}""", get.Property("userAccountSettings")!.ToJsonString());
        Assert.Equal("{}", get.Property("nodeSetup")!["mountVolumes"]!["azureFileShares"]![0]!["credentials"]!.ToJsonString());
    }

    [Fact]
    public async Task A_retired_size_is_shown_as_it_was_asked_and_beside_it_what_is_used()
    {
        await using ApiWorld world = await ApiWorld.StartAsync();
        await world.OkAsync("PUT", ApiWorld.Workspace, """{"location":"eastus"}""");
        await world.SendAsync(
            "PUT",
            ApiWorld.Cluster,
            ApiWorld.ClusterBody().Replace("STANDARD_D1", AnySizeButHuge.Retired, StringComparison.Ordinal));

        Answer classic = await world.OkAsync("GET", ApiWorld.Cluster);
        Answer extended = await world.OkAsync("GET", ApiWorld.Cluster, version: ApiWorld.Extended);

        Assert.DoesNotContain("InUse", classic.Text, StringComparison.Ordinal);
        Assert.Equal(AnySizeButHuge.Retired, extended.Property("vmSize")!.GetValue<string>());
        Assert.Equal("Standard_NC4as_T4_v3", extended.Property("vmSizeInUse")!.GetValue<string>());
        Assert.Equal("UbuntuServer", extended.Property("imageReferenceInUse")!["offer"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_cluster_again_is_answered_and_another_is_refused()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer same = await world.SendAsync("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody());
        Answer scaled = await world.SendAsync("PUT", ApiWorld.Cluster, ApiWorld.ClusterBody(Manual));
        Answer other = await world.SendAsync(
            "PUT",
            ApiWorld.Cluster,
            ApiWorld.ClusterBody().Replace("STANDARD_D1", "STANDARD_D2", StringComparison.Ordinal));
        Answer otherKey = await world.SendAsync(
            "PUT",
            ApiWorld.Cluster,
            ApiWorld.ClusterBody().Replace("\"key\"", "\"key2\"", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.OK, "c1"), (same.Status, same.Body!["name"]!.GetValue<string>()));
        Assert.Equal((HttpStatusCode.Conflict, "properties.scaleSettings"), (scaled.Status, scaled.Target));
        Assert.Contains("PATCH", scaled.Message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Conflict, "ClusterAlreadyExists"), (other.Status, other.Code));
        Assert.Equal(HttpStatusCode.Conflict, otherKey.Status);
    }

    [Fact]
    public async Task Its_scale_settings_are_replaced_as_a_whole()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer patched = await world.OkAsync("PATCH", ApiWorld.Cluster, $$"""{"properties":{"scaleSettings":{{Manual}} } }""");

        Assert.Equal(
            """{"manual":{"targetNodeCount":3,"nodeDeallocationOption":"requeue"}}""",
            patched.Property("scaleSettings")!.ToJsonString());
        Assert.Equal(patched.Text, (await world.OkAsync("GET", ApiWorld.Cluster)).Text);
    }

    [Fact]
    public async Task The_idle_wait_is_shown_only_at_the_new_version()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync(
            "PATCH",
            ApiWorld.Cluster,
            """{"properties":{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":2,"idleTimeBeforeScaleDown":"PT2S"}}}}""",
            ApiWorld.Extended);

        Assert.Contains(
            "\"idleTimeBeforeScaleDown\":\"PT2S\"",
            (await world.OkAsync("GET", ApiWorld.Cluster, version: ApiWorld.Extended)).Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("idleTime", (await world.OkAsync("GET", ApiWorld.Cluster)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("idleTime", (await world.OkAsync("GET", ApiWorld.Workspace + "/clusters")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resize_at_the_old_version_which_does_not_know_the_idle_wait_leaves_it()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        const string Auto = """{"properties":{"scaleSettings":{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":__}}}}""";
        await world.OkAsync(
            "PATCH", ApiWorld.Cluster, Auto.Replace("__", "2,\"idleTimeBeforeScaleDown\":\"PT2H\"", StringComparison.Ordinal), ApiWorld.Extended);

        await world.OkAsync("PATCH", ApiWorld.Cluster, Auto.Replace("__", "3", StringComparison.Ordinal));

        Assert.Equal("PT2H", await IdleWaitAsync());

        await world.OkAsync("PATCH", ApiWorld.Cluster, Auto.Replace("__", "3", StringComparison.Ordinal), ApiWorld.Extended);

        Assert.Null(await IdleWaitAsync());

        async Task<string?> IdleWaitAsync() =>
            (string?)(await world.OkAsync("GET", ApiWorld.Cluster, version: ApiWorld.Extended))
                .Property("scaleSettings")!["autoScale"]!["idleTimeBeforeScaleDown"];
    }

    [Fact]
    public async Task It_is_not_deleted_while_a_job_waits_or_runs_on_it()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Answer refused = await world.SendAsync("DELETE", ApiWorld.Cluster);
        Assert.Equal((HttpStatusCode.Conflict, "ClusterInUse"), (refused.Status, refused.Code));
        Assert.Contains("j1", refused.Message, StringComparison.Ordinal);

        await world.EndAsync("j1");
        Answer accepted = await world.SendAsync("DELETE", ApiWorld.Cluster);
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Answer running = await world.OkAsync("GET", accepted.Header("Azure-AsyncOperation")!);
        Assert.Equal(("InProgress", "1"), (running.Body!["status"]!.GetValue<string>(), running.Header("Retry-After")));
        Assert.Equal(HttpStatusCode.Accepted, (await world.SendAsync("GET", accepted.Header("Location")!)).Status);
        Assert.Equal("deleting", (await world.OkAsync("GET", ApiWorld.Cluster)).Property("provisioningState")!.GetValue<string>());
        Assert.Equal("ClusterBeingDeleted", (await world.SendAsync("PUT", ApiWorld.Experiment + "/jobs/j2", ApiWorld.JobBody())).Code);

        await world.VanishAsync("cluster|c1");
        Answer done = await world.OkAsync("GET", accepted.Header("Azure-AsyncOperation")!);
        Assert.Equal(("Succeeded", null), (done.Body!["status"]!.GetValue<string>(), done.Header("Retry-After")));
        Assert.NotNull(done.Body["endTime"]);
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("GET", accepted.Header("Location")!)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await world.SendAsync("DELETE", ApiWorld.Cluster)).Status);
        Assert.Equal("succeeded", (await world.OkAsync("GET", ApiWorld.Job)).Property("executionState")!.GetValue<string>());
    }

    [Fact]
    public async Task Its_nodes_are_listed_by_both_methods_and_as_an_extra()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        foreach (string method in (string[])["GET", "POST"])
            Assert.Empty((await world.OkAsync(method, ApiWorld.Cluster + "/listRemoteLoginInformation")).Body!["value"]!.AsArray());
        Assert.Empty((await world.OkAsync("GET", ApiWorld.Cluster + "/nodes", version: ApiWorld.Extended)).Body!["value"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Cluster + "/nodes")).Status);
    }
}
