using System.Text.Json;
using BatchAi.AzureAdapters;
using BatchAi.Functions.Tests.Protocol;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Functions.Tests;

/// <summary>What comes to the app by queue and by timer.</summary>
[Collection(RunningApp.Collection)]
public sealed class TakingWork(RunningApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_becomes_a_job_that_waits_in_its_cluster()
    {
        string cluster = await Seeds.MakePlaceAsync(app, "messages");

        InvocationResponse answer = await DeliverAsync("m-1", 1, MessageFor("messages", "j1"));

        Assert.Equal(StatusResult.Types.Status.Success, answer.Result.Status);
        Assert.Equal("queued",
            (await app.Api.GetAsync($"{Seeds.PathOf("messages")}/experiments/e/jobs/j1")).Expect(200).Json.GetProperty("properties")
            .GetProperty("executionState").GetString());
        JobFacts waiting = Assert.Single(await app.Rows.ListAsync<JobFacts>(Tables.Facts, cluster, FactKeys.QueuePrefix, 10, Cancellation))
            .Value;
        Assert.Equal("j1", waiting.Id.Name);
    }

    [Fact]
    public async Task A_message_that_is_delivered_again_makes_no_second_job()
    {
        string cluster = await Seeds.MakePlaceAsync(app, "again");
        await DeliverAsync("m-2", 1, MessageFor("again", "j1"));

        InvocationResponse answer = await DeliverAsync("m-2", 2, MessageFor("again", "j1"));

        Assert.Equal(StatusResult.Types.Status.Success, answer.Result.Status);
        Assert.Single(await app.Rows.ListAsync<JobFacts>(Tables.Facts, cluster, FactKeys.QueuePrefix, 10, Cancellation));
    }

    [Fact]
    public async Task A_message_that_is_no_job_is_refused_with_its_reason_and_moved_away()
    {
        await app.RequireStorage().Storage.Queues.GetQueueClient(StorageQueues.Poison)
            .CreateIfNotExistsAsync(cancellationToken: Cancellation);

        InvocationResponse answer = await DeliverAsync("m-3", 1, "{ this is no JSON");

        Assert.Equal(StatusResult.Types.Status.Success, answer.Result.Status);
        FrontAnswer refused =
            await app.Api.GetAsync($"/subscriptions/{WorkerSettings.Subscription}/providers/Microsoft.BatchAI/refusedJobMessages");
        Assert.Contains(refused.Expect(200).Json.GetProperty("value").EnumerateArray(),
            message => message.GetProperty("messageId").GetString() == "m-3");
        Assert.Contains((await app.Storage.Queues.GetQueueClient(StorageQueues.Poison).PeekMessagesAsync(32, Cancellation)).Value,
            poisoned => poisoned.MessageText == "{ this is no JSON");
    }

    /// <summary>A job of its name is being deleted: that may pass, until it has not for too long.</summary>
    [Fact]
    public async Task A_message_that_may_pass_later_fails_until_its_dequeue_count_is_the_last()
    {
        await Seeds.MakePlaceAsync(app, "later");
        await DeliverAsync("m-4", 1, MessageFor("later", "j1"));
        JobId job = new(new ExperimentId(Seeds.WorkspaceOf("later"), "e"), "j1");
        string partition = ResourceKeys.Partition(job.Experiment.Workspace);
        Row<JobRow> row = (await app.Rows.FindAsync<JobRow>(Tables.Resources, partition, ResourceKeys.Job(job), Cancellation))!;
        await app.Rows.TryReplaceAsync(Tables.Resources, partition,
            row with { Value = row.Value with { State = ProvisioningState.Deleting } }, Cancellation);

        InvocationResponse first = await DeliverAsync("m-5", 1, MessageFor("later", "j1"));
        InvocationResponse last = await DeliverAsync("m-5", JobMessageHandler.MostAttempts, MessageFor("later", "j1"));

        Assert.Equal(StatusResult.Types.Status.Failure, first.Result.Status);
        Assert.Equal(StatusResult.Types.Status.Success, last.Result.Status);
    }

    [Fact]
    public async Task The_watchdog_keeps_house()
    {
        HandledMessage old = new() { Id = "m-old", At = TimeProvider.System.GetUtcNow() - MessageLog.Retention - TimeSpan.FromMinutes(1) };
        MessageLog log = new(app.Rows, new NoMessages(), TimeProvider.System);
        await log.AddAsync(old, Cancellation);

        Assert.Equal(StatusResult.Types.Status.Success, (await RingAsync("Watchdog")).Result.Status);

        Assert.Null(await log.FindAsync(old.Id, Cancellation));
    }

    [Fact]
    public async Task The_ledger_is_rolled_up()
    {
        string cluster = Guid.NewGuid().ToString("N");
        DateTimeOffset until = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero).AddDays(-3).AddHours(6);
        NodeTime time = new() { Ordinal = 0, NodeId = "node-0", Use = NodeUse.Idle, Since = until.AddHours(-1), Until = until };
        await app.Rows.TryInsertAsync(Tables.Active, ActiveRow.Partition, cluster, new ActiveRow(until), Cancellation);
        await app.Rows.TryInsertAsync(Tables.Facts, cluster, FactKeys.Time(until, 0), time, Cancellation);

        Assert.Equal(StatusResult.Types.Status.Success, (await RingAsync("LedgerRollUp")).Result.Status);

        Assert.Equal(TimeSpan.FromHours(1),
            Assert.Single(await app.Rows.ListAsync<DayTotal>(Tables.Facts, cluster, FactKeys.DayPrefix, 10, Cancellation)).Value.Time);
    }

    private Task<InvocationResponse> DeliverAsync(string id, int dequeueCount, string text) => app.Worker.InvokeAsync(
        "JobMessages",
        new Dictionary<string, TypedData> { ["text"] = new() { String = text }, ["engine"] = app.Durable.ClientBinding },
        new Dictionary<string, TypedData>
        {
            ["QueueTrigger"] = new() { String = text },
            ["Id"] = new() { String = id },
            ["DequeueCount"] = new() { Json = $"{dequeueCount}" },
            ["PopReceipt"] = new() { String = "receipt" },
        });

    private Task<InvocationResponse> RingAsync(string timer) => app.Worker.InvokeAsync(
        timer,
        new Dictionary<string, TypedData>
        {
            ["timer"] = new() { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" },
            ["engine"] = app.Durable.ClientBinding,
        });

    private static string MessageFor(string workspace, string job) => JsonSerializer.Serialize(new
    {
        workspace = Seeds.PathOf(workspace),
        experiment = "e",
        job,
        cluster = "c",
        body = new
        {
            properties = new
            {
                nodeCount = 1,
                stdOutErrPathPrefix = "$AZ_BATCHAI_MOUNT_ROOT/logs",
                customToolkitSettings = new { commandLine = "true" },
            },
        },
    });
}
