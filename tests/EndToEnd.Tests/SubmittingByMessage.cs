using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Servers whose state and queues are in a storage account, here Azurite.</summary>
public sealed class SubmittingByMessage(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Refused = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.BatchAI/refusedJobMessages";

    [Fact]
    public async Task A_message_becomes_a_job_and_what_becomes_of_it_is_announced()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(storage: await azurite.AnotherAccountAsync());
        Workspace workspace = await MakeAsync(server);

        await PutAsync(server, "batchai-jobs", Message(workspace, "good", AJob.Of("echo from a queue")));
        await PutAsync(server, "batchai-jobs", Message(workspace, "bad", AJob.Of("exit 3")));

        Dictionary<string, JsonNode> events = await EventsAsync(
            server,
            "both jobs have ended",
            seen => seen.Values.Count(one => (string?)one["type"] == "batchai.job.ended") == 2);
        JsonNode good = await workspace.EndOfAsync("good");
        Assert.Equal("succeeded", (string?)good["executionState"]);
        JsonNode accepted = Assert.Single(
            events.Values,
            one => (string?)one["type"] == "batchai.job.accepted" && (string?)one["subject"] == workspace.Job("good"));
        JsonNode ended = Assert.Single(
            events.Values,
            one => (string?)one["type"] == "batchai.job.ended" && (string?)one["subject"] == workspace.Job("good"));
        Assert.Equal(
            (0, "succeeded", (string?)accepted["data"]!["messageId"]),
            ((int?)ended["data"]!["exitCode"], (string?)ended["data"]!["executionState"], (string?)ended["data"]!["messageId"]));
        Assert.Equal(
            3,
            (int?)
                Assert.Single(
                    events.Values,
                    one => (string?)one["type"] == "batchai.job.ended" && (string?)one["subject"] == workspace.Job("bad")
                )["data"]!["exitCode"]);
        Assert.DoesNotContain(
            "c2VjcmV0LWtleQ",
            string.Join('\n', events.Values.Select(one => one.ToJsonString())),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_messages_are_listed_with_their_reasons_and_the_same_job_twice_is_one()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(storage: await azurite.AnotherAccountAsync());
        Workspace workspace = await MakeAsync(server);
        string message = Message(workspace, "j", AJob.Of("true"));

        await PutAsync(server, "batchai-jobs", message);
        await PutAsync(server, "batchai-jobs", message);
        await PutAsync(server, "batchai-jobs", "no job");
        await PutAsync(server, "batchai-jobs", Message(workspace, "other", AJob.Of("true"), cluster: "nosuch"));

        Answer list = await Wait.ForAsync(
            "two bad messages",
            "two in the list",
            () => server.Api.GetAsync(Refused, Api.New),
            answer => answer.Expect(200).Json["value"]!.AsArray().Count == 2,
            answer => answer.Text);
        Assert.Equal(
            ["ClusterNotFound", "InvalidRequestContent"],
            list.Json["value"]!.AsArray().Select(item => (string)item!["reason"]!["code"]!).Order(StringComparer.Ordinal));
        Assert.Equal(
            workspace.Job("other"),
            (string?)Assert.Single(list.Json["value"]!.AsArray(), item => item!["job"] is not null)!["job"]);
        Dictionary<string, JsonNode> events = await EventsAsync(server, "four messages, and an end", seen => seen.Count == 5);
        Assert.Single(
            events
                .Values.Where(one => (string?)one["type"] == "batchai.job.accepted")
                .Select(one => (string?)one["data"]!["jobUid"])
                .Distinct());
        PeekedMessage[] poisoned = await Queue(server, "batchai-jobs-poison")
            .PeekMessagesAsync(32, TestContext.Current.CancellationToken);
        Assert.Equal(2, poisoned.Length);
        Assert.Contains(poisoned, poison => poison.Body.ToString() == "no job");
        Assert.Single((await server.Api.GetAsync($"{workspace.Experiment}/jobs")).Json["value"]!.AsArray());
    }

    [Fact]
    public async Task A_large_message_comes_as_a_blob_and_waits_for_a_server_that_is_stopped()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(storage: await azurite.AnotherAccountAsync());
        Workspace workspace = await MakeAsync(server);
        Assert.Equal(0, (await server.InterruptAsync()).ExitCode);
        BlobContainerClient container = new BlobServiceClient(server.Storage).GetBlobContainerClient("messages");
        await container.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        string large = Message(workspace, "large", AJob.Of($": {new string('x', 60_000)}"));
        await container.GetBlobClient("2026/large.json").UploadAsync(BinaryData.FromString(large), TestContext.Current.CancellationToken);
        await PutAsync(server, "batchai-jobs", """{"blob":"2026/large.json"}""");

        await server.ServeAgainAsync();

        await EventsAsync(server, "the job has ended", seen => seen.Values.Any(one => (int?)one["data"]!["exitCode"] == 0));
        Assert.False(await container.GetBlobClient("2026/large.json").ExistsAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<Workspace> MakeAsync(LocalHostProcess server)
    {
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        return workspace;
    }

    private static string Message(Workspace workspace, string job, JsonObject properties, string cluster = "c") => new JsonObject
    {
        ["workspace"] = workspace.Path,
        ["experiment"] = "e",
        ["job"] = job,
        ["cluster"] = cluster,
        ["body"] = new JsonObject { ["properties"] = properties },
    }.ToJsonString();

    private static QueueClient Queue(LocalHostProcess server, string name) => new(server.Storage, name);

    private static async Task PutAsync(LocalHostProcess server, string queue, string text)
    {
        await Queue(server, queue).CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Queue(server, queue).SendMessageAsync(text, TestContext.Current.CancellationToken);
    }

    /// <summary>What was announced, by id, once it is as expected.</summary>
    private static async Task<Dictionary<string, JsonNode>> EventsAsync(
        LocalHostProcess server,
        string expected,
        Func<Dictionary<string, JsonNode>, bool> isMet)
    {
        QueueClient queue = Queue(server, "batchai-events");
        await queue.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Dictionary<string, JsonNode> seen = [];
        return await Wait.ForAsync(
            "reading the events",
            expected,
            async () =>
            {
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(32, cancellationToken: TestContext.Current.CancellationToken);
                foreach (JsonNode announced in messages.Select(message => JsonNode.Parse(message.Body.ToString())!))
                    seen[(string)announced["id"]!] = announced;
                return seen;
            },
            isMet,
            all => string.Join('\n', all.Values.Select(one => one.ToJsonString())));
    }
}
