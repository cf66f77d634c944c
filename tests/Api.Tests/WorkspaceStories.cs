using System.Net;

namespace BatchAi.Api.Tests;

public sealed class WorkspaceStories
{
    [Fact]
    public async Task A_workspace_is_made_at_once_and_read_back()
    {
        await using ApiWorld world = await ApiWorld.StartAsync();

        Answer put = await world.SendAsync("PUT", ApiWorld.Workspace, """{"location":"eastus","tags":{"team":"vision"}}""");
        Answer get = await world.SendAsync("GET", ApiWorld.Workspace.ToLowerInvariant());

        Assert.Equal(HttpStatusCode.OK, put.Status);
        Assert.Equal(put.Text, get.Text);
        Assert.Equal(ApiWorld.Workspace, get.Body!["id"]!.GetValue<string>());
        Assert.Equal("Microsoft.BatchAI/workspaces", get.Body["type"]!.GetValue<string>());
        Assert.Equal("vision", get.Body["tags"]!["team"]!.GetValue<string>());
        Assert.Equal("succeeded", get.Property("provisioningState")!.GetValue<string>());
        Assert.Equal("2026-11-23T12:00:00Z", get.Property("creationTime")!.GetValue<string>());
        Assert.NotNull(get.Raw.Headers.ETag);
        Assert.NotNull(get.Raw.Content.Headers.LastModified);
    }

    [Fact]
    public async Task Its_tags_change_and_its_location_does_not()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer patched = await world.OkAsync("PATCH", ApiWorld.Workspace, """{"tags":{"a":"b"}}""");
        Answer moved = await world.SendAsync("PUT", ApiWorld.Workspace, """{"location":"westus"}""");

        Assert.Equal("b", patched.Body!["tags"]!["a"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.Conflict, "location"), (moved.Status, moved.Target));
    }

    [Fact]
    public async Task It_is_listed_by_subscription_and_by_resource_group()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync(
            "PUT",
            "/subscriptions/sub/resourceGroups/other/providers/Microsoft.BatchAI/workspaces/w2",
            """{"location":"eastus"}""");

        Assert.Equal(["ws", "w2"], (await world.OkAsync("GET", "/subscriptions/SUB/providers/Microsoft.BatchAI/workspaces")).Names);
        Assert.Equal(
            ["w2"],
            (await world.OkAsync("GET", "/subscriptions/sub/resourceGroups/Other/providers/Microsoft.BatchAI/workspaces")).Names);
        Assert.Empty((await world.OkAsync("GET", "/subscriptions/none/providers/Microsoft.BatchAI/workspaces")).Names);
    }

    [Fact]
    public async Task It_is_not_deleted_while_something_is_in_it()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        Answer withCluster = await world.SendAsync("DELETE", ApiWorld.Workspace);
        Assert.Equal((HttpStatusCode.Conflict, "WorkspaceNotEmpty"), (withCluster.Status, withCluster.Code));
        Assert.Contains("cluster c1", withCluster.Message, StringComparison.Ordinal);

        await world.VanishAsync("cluster|c1");
        Answer deleted = await world.SendAsync("DELETE", ApiWorld.Workspace);
        Assert.Equal(HttpStatusCode.Accepted, deleted.Status);
        Assert.Equal(
            "Succeeded",
            (await world.OkAsync("GET", deleted.Header("Azure-AsyncOperation")!)).Body!["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Workspace)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Experiment)).Status);
        Assert.Empty((await world.OkAsync("GET", "/subscriptions/sub/providers/Microsoft.BatchAI/workspaces")).Names);
        Assert.Equal(HttpStatusCode.NoContent, (await world.SendAsync("DELETE", ApiWorld.Workspace)).Status);
    }

    [Fact]
    public async Task An_experiment_is_made_without_a_body_and_keeps_its_age()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        Answer first = await world.OkAsync("GET", ApiWorld.Experiment);
        world.Clock.Advance(TimeSpan.FromMinutes(5));

        Answer again = await world.OkAsync("PUT", ApiWorld.Experiment, """{"properties":{}}""");

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("Microsoft.BatchAI/workspaces/experiments", again.Body!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_experiment_goes_with_its_ended_jobs_and_stays_with_others()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());

        Answer refused = await world.SendAsync("DELETE", ApiWorld.Experiment);
        Assert.Equal((HttpStatusCode.Conflict, "ExperimentNotEmpty"), (refused.Status, refused.Code));
        Assert.Contains("j1", refused.Message, StringComparison.Ordinal);

        await world.EndAsync("j1");
        Assert.Equal(HttpStatusCode.Accepted, (await world.SendAsync("DELETE", ApiWorld.Experiment)).Status);
        Assert.Equal("JobNotFound", (await world.SendAsync("GET", ApiWorld.Job)).Code);
        Assert.DoesNotContain(world.Secrets.Kept.Values, kept => kept.ContainsKey("secrets/TOKEN"));
    }
}
