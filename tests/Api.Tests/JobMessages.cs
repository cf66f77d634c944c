using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Api.Tests;

public sealed class JobMessages
{
    private const string Refused = "/subscriptions/sub/providers/Microsoft.BatchAI/refusedJobMessages";

    /// <summary>What is changed in a good message, and the code and target it is refused with.</summary>
    public static TheoryData<string, string, string?> WrongMessages =>
        new()
        {
            { "", "InvalidRequestContent", "body" },
            { "null", "InvalidRequestContent", "body" },
            { "hush", "InvalidRequestContent", "body" },
            { "{\"job\":hush}", "InvalidRequestContent", "body" },
            { "{\"body\":\"hush\"}", "InvalidParameter", "body" },
            { "{}", "InvalidParameter", "workspace" },
            { Message(workspace: "ws"), "InvalidParameter", "workspace" },
            {
                Message(workspace: "/subscriptions/a b/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w"),
                "InvalidParameter",
                "workspace"
            },
            { Message(workspace: ApiWorld.Workspace + "x"), "WorkspaceNotFound", null },
            { Message(experiment: "e2"), "ExperimentNotFound", null },
            { Message(job: "a.b"), "InvalidParameter", "job" },
            { Message(cluster: "no/no"), "InvalidParameter", "cluster" },
            { Message(cluster: "c2"), "ClusterNotFound", "properties.cluster.id" },
            { Message(body: ApiWorld.JobBody()), "InvalidParameter", "cluster" },
            { Message(body: Body(nodes: 0)), "InvalidParameter", "properties.nodeCount" },
            { Message(body: Body(nodes: 5)), "InvalidParameter", "properties.nodeCount" },
            {
                Message(body: Body(command: new string('x', 131_072))),
                "InvalidParameter",
                "properties.customToolkitSettings.commandLine"
            },
            { Message(body: "null"), "InvalidParameter", "body" },
            { Message(body: "{}"), "InvalidParameter", "properties" },
            { "{\"blob\":\"\"}", "InvalidParameter", "blob" },
            { "{\"blob\":\"b\",\"job\":\"j1\"}", "InvalidParameter", "blob" },
            { "{\"blob\":\"nowhere\"}", "BlobNotFound", "blob" },
        };

    [Fact]
    public async Task A_message_becomes_a_job_like_one_that_was_put()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        HandledMessage handled = await world.DeliverAsync("m1", Message());

        Answer job = await world.OkAsync("GET", ApiWorld.Job);
        Assert.Equal((null, ApiWorld.Job), (handled.Refusal, handled.Job?.ArmId));
        Assert.Equal(ApiWorld.Cluster, job.Property("cluster")!["id"]!.GetValue<string>());
        Assert.Equal("""[{"name":"TOKEN"}]""", job.Property("secrets")!.ToJsonString());
        Assert.DoesNotContain("m1", job.Text, StringComparison.Ordinal);
        JobEvent announced = Assert.Single(world.Queues.Events);
        Assert.Equal(
            (JobEvent.Accepted, "m1-accepted", ApiWorld.Job, "m1", handled.JobUid),
            (announced.Type, announced.Id, announced.Subject, announced.Data.MessageId, announced.Data.JobUid));
    }

    [Fact]
    public async Task Base64_and_a_byte_order_mark_are_read_as_well()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        await world.DeliverAsync("m1", Convert.ToBase64String([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Message())]));

        await world.OkAsync("GET", ApiWorld.Job);
    }

    [Fact]
    public async Task A_message_in_a_blob_becomes_a_job_and_the_blob_goes()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Queues.Bodies["today/large.json"] = Message(body: Body(command: new string('x', 100_000)));

        await world.DeliverAsync("m1", """{"blob":"today/large.json"}""");

        Assert.Equal(
            100_000,
            (await world.OkAsync("GET", ApiWorld.Job)).Property("customToolkitSettings")!["commandLine"]!.GetValue<string>().Length);
        Assert.Empty(world.Queues.Bodies);
    }

    [Fact]
    public async Task A_blob_that_is_too_large_or_refers_to_another_is_refused_and_stays_as_long_as_its_reason()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Queues.Bodies["large"] = Message(body: Body(command: new string('x', 600_000)));
        world.Queues.Bodies["chain"] = """{"blob":"chain"}""";

        Assert.Equal("MessageTooLarge", (await world.DeliverAsync("m1", """{"blob":"large"}""")).Refusal?.Code);
        Assert.Equal("InvalidParameter", (await world.DeliverAsync("m2", """{"blob":"chain"}""")).Refusal?.Code);

        Assert.Equal(2, world.Queues.Bodies.Count);
    }

    [Theory]
    [MemberData(nameof(WrongMessages))]
    public async Task A_wrong_message_is_poisoned_as_it_is_and_listed_with_its_reason(string text, string code, string? target)
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        HandledMessage handled = await world.DeliverAsync("m1", text);

        Assert.Equal((code, target), (handled.Refusal?.Code, handled.Refusal?.Target));
        Assert.Equal([text], world.Queues.Poisoned);
        Answer list = await world.OkAsync("GET", Refused, version: ApiWorld.Extended);
        JsonNode listed = Assert.Single(list.Body!["value"]!.AsArray())!;
        Assert.Equal(("m1", code), (listed["messageId"]!.GetValue<string>(), listed["reason"]!["code"]!.GetValue<string>()));
        Assert.False(string.IsNullOrWhiteSpace(listed["reason"]!["message"]!.GetValue<string>()));
        JobEvent announced = Assert.Single(world.Queues.Events);
        Assert.Equal((JobEvent.Refused, "m1-refused", code), (announced.Type, announced.Id, announced.Data.Reason?.Code));

        // Whatever stood in the message: a secret may be among it.
        Assert.DoesNotContain(
            "hush",
            list.Text + RowJson.Write(announced) + await world.Store.AllTextAsync(Tables.Messages, "handled"),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Job)).Status);
    }

    [Fact]
    public async Task The_same_message_twice_makes_one_job_and_the_second_says_the_same()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();

        HandledMessage first = await world.DeliverAsync("m1", Message());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        HandledMessage second = await world.DeliverAsync("m1", Message());

        Assert.Equal(first, second);
        Assert.Equal([world.Queues.Events[0].Id, world.Queues.Events[0].Id], world.Queues.Events.Select(announced => announced.Id));
    }

    [Fact]
    public async Task Another_message_for_the_same_job_is_accepted_and_one_for_another_job_of_that_name_refused()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        HandledMessage first = await world.DeliverAsync("m1", Message());

        Assert.Equal(first.JobUid, (await world.DeliverAsync("m2", Message())).JobUid);
        Assert.Equal("JobAlreadyExists", (await world.DeliverAsync("m3", Message(body: Body(command: "false")))).Refusal?.Code);
    }

    [Fact]
    public async Task A_message_delivered_again_after_its_job_was_deleted_makes_no_job()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        HandledMessage first = await world.DeliverAsync("m1", Message());
        await world.EndAsync("j1");
        await world.OkAsync("DELETE", ApiWorld.Job);

        HandledMessage again = await world.DeliverAsync("m1", Message());

        Assert.Equal((null, first.JobUid), (again.Refusal, again.JobUid));
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", ApiWorld.Job)).Status);
        Assert.Null((await world.DeliverAsync("m2", Message())).Refusal);
        await world.OkAsync("GET", ApiWorld.Job);
    }

    [Fact]
    public async Task Killed_at_any_write_the_next_delivery_ends_with_one_job_also_when_it_was_deleted_in_between()
    {
        for (int writes = 0; ; writes++)
        {
            await using ApiWorld world = await ApiWorld.FurnishedAsync();
            world.Store.FailAfter(writes);
            bool whole = await world.TryDeliverAsync("m1", Message());
            world.Store.Heal();
            bool isThere = (await world.SendAsync("GET", ApiWorld.Job)).Status == HttpStatusCode.OK;
            if (isThere)
            {
                // The next reader carries on what was begun; then it ends and goes.
                world.Clock.Advance(IntentRunner.Patience * 2);
                await world.OkAsync("GET", ApiWorld.Job);
                await world.EndAsync("j1");
                await world.OkAsync("DELETE", ApiWorld.Job);
            }

            HandledMessage handled = await world.DeliverAsync("m1", Message(), deliveries: 2);

            Assert.Null(handled.Refusal);
            Assert.Equal(isThere ? HttpStatusCode.NotFound : HttpStatusCode.OK, (await world.SendAsync("GET", ApiWorld.Job)).Status);
            Assert.Contains(world.Queues.Events, announced => announced.Id == "m1-accepted");
            if (whole)
                return;
        }
    }

    [Fact]
    public async Task A_race_or_a_deletion_under_way_leaves_the_message_in_the_queue()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        await world.OkAsync("PUT", ApiWorld.Job, ApiWorld.JobBody());
        await world.OkAsync("DELETE", ApiWorld.Job);

        Assert.Equal("JobBeingDeleted", (await Assert.ThrowsAsync<ApiException>(() => world.DeliverAsync("m1", Message()))).Error.Code);
        await world.VanishAsync("job|e1|j1");
        Assert.Null((await world.DeliverAsync("m1", Message(), deliveries: 2)).Refusal);
    }

    [Fact]
    public async Task What_fails_for_the_fifth_time_is_refused_without_saying_more_than_that()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Secrets.Fault = new InvalidOperationException("hush");

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.DeliverAsync("m1", Message(), deliveries: 4));
        HandledMessage handled = await world.DeliverAsync("m1", Message(), deliveries: 5);

        Assert.Equal("TooManyAttempts", handled.Refusal?.Code);
        Assert.DoesNotContain("hush", handled.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_announced_is_kept_and_announced_later()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Queues.AreAway = true;
        await world.DeliverAsync("m1", Message());
        await world.Get<Announcements>().AnnounceKeptAsync(default);
        Assert.Empty(world.Queues.Events);

        world.Queues.AreAway = false;
        await world.Get<Announcements>().AnnounceKeptAsync(default);
        await world.Get<Announcements>().AnnounceKeptAsync(default);

        Assert.Equal("m1-accepted", Assert.Single(world.Queues.Events).Id);
    }

    [Fact]
    public async Task Refusals_are_listed_by_pages_the_latest_first_and_not_at_the_old_version()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        for (int i = 1; i <= 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.DeliverAsync($"m{i}", "{}");
        }

        Answer first = await world.OkAsync("GET", Refused + "?maxresults=3", version: ApiWorld.Extended);
        Answer second = await world.OkAsync("GET", first.Body!["nextLink"]!.GetValue<string>());

        Assert.Equal(["m5", "m4", "m3"], Ids(first));
        Assert.Equal(["m2", "m1"], Ids(second));
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync("GET", Refused)).Status);
    }

    [Fact]
    public async Task After_a_week_nothing_is_left_of_a_message_but_its_job()
    {
        await using ApiWorld world = await ApiWorld.FurnishedAsync();
        world.Queues.Bodies["b"] = "{}";
        await world.DeliverAsync("m1", Message());
        await world.DeliverAsync("m2", """{"blob":"b"}""");
        world.Clock.Advance(MessageLog.Retention - TimeSpan.FromSeconds(1));
        await world.DeliverAsync("m3", "{}");
        Assert.Equal(0, await world.Get<MessageLog>().PurgeAsync(10, default));

        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await world.Get<MessageLog>().PurgeAsync(1, default));
        Assert.Equal(1, await world.Get<MessageLog>().PurgeAsync(10, default));

        Assert.Equal(["m3"], Ids(await world.OkAsync("GET", Refused, version: ApiWorld.Extended)));
        Assert.Empty(world.Queues.Bodies);
        Assert.DoesNotContain("m1", await world.Store.AllTextAsync(Tables.Messages, "handled"), StringComparison.Ordinal);
    }

    private static string[] Ids(Answer list) => [.. list.Body!["value"]!.AsArray().Select(item => item!["messageId"]!.GetValue<string>())];

    private static string Message(
        string workspace = ApiWorld.Workspace,
        string experiment = "e1",
        string job = "j1",
        string cluster = "c1",
        string? body = null) =>
        $$"""{"workspace":"{{workspace}}","experiment":"{{experiment}}","job":"{{job}}","cluster":"{{cluster}}","body":{{body ?? Body()}} }""";

    /// <summary>As <see cref="ApiWorld.JobBody"/>, without its cluster.</summary>
    private static string Body(int nodes = 1, string command = "true")
    {
        JsonNode body = JsonNode.Parse(ApiWorld.JobBody(nodes, command))!;
        body["properties"]!.AsObject().Remove("cluster");
        return body.ToJsonString();
    }
}
