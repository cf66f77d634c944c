using System.Text.Json;
using BatchAi.Activities;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions.Tests;

/// <summary>
/// Work items of a real hub as invocations of the worker: history and actions, inputs and outputs cross the protocol as the Durable
/// extension sends them.
/// </summary>
[Collection(RunningApp.Collection)]
public sealed class RunningOrchestrations(RunningApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_is_gone_is_looked_at_once() =>
        await RunAsync(OrchestrationNames.Cluster, new ClusterTurn("gone", 1), nameof(Reconcile));

    [Fact]
    public async Task A_job_that_is_gone_is_looked_at_once() =>
        await RunAsync(OrchestrationNames.Job, new JobTurn("gone", "gone", 1, 0), nameof(AdvanceJob));

    [Fact]
    public async Task A_deletion_that_is_done_is_looked_at_once() =>
        await RunAsync(OrchestrationNames.Deletion, new DeletionTurn("gone", 0), nameof(AdvanceDeletion));

    /// <summary>The worker's client starts it, the hub runs it, the activities delete it: all of them through the binding.</summary>
    [Fact]
    public async Task A_job_that_is_deleted_by_HTTP_goes_by_an_orchestration()
    {
        string cluster = await Seeds.MakePlaceAsync(app, "deletion");
        string path = $"{Seeds.PathOf("deletion")}/experiments/e/jobs/j1";
        string body = JsonSerializer.Serialize(new
        {
            properties = new
            {
                cluster = new { id = $"{Seeds.PathOf("deletion")}/clusters/c" },
                nodeCount = 1,
                stdOutErrPathPrefix = "$AZ_BATCHAI_MOUNT_ROOT/logs",
                customToolkitSettings = new { commandLine = "true" },
            },
        });
        (await app.Api.PutAsync(path, body)).Expect(200, 201, 202);
        JobFacts waiting = Assert.Single(await app.Rows.ListAsync<JobFacts>(Tables.Facts, cluster, FactKeys.QueuePrefix, 10, Cancellation))
            .Value;

        FrontAnswer accepted = (await app.Api.SendAsync("DELETE", path)).Expect(202);

        OrchestrationMetadata deletion =
            await app.Durable.Client.WaitForInstanceStartAsync(OrchestrationNames.DeletionInstance(waiting.Uid, 0), Cancellation);
        Assert.Equal(OrchestrationNames.Deletion, deletion.Name);
        await Eventually.SeesAsync("an activity of it runs", () => Task.FromResult(app.Durable.Invoked),
            invoked => invoked.Contains(nameof(AdvanceDeletion)), () => app.Worker.Said);
        Assert.NotNull(accepted.Headers.Location);
        await app.Durable.Client.TerminateInstanceAsync(deletion.InstanceId, Cancellation);
    }

    [Fact]
    public async Task An_activity_that_fails_says_what_and_fails_its_orchestration()
    {
        await app.RequireStorage().Durable.Client.ScheduleNewOrchestrationInstanceAsync(OrchestrationNames.Job, "this is no turn",
            new Microsoft.DurableTask.StartOrchestrationOptions("broken"), Cancellation);

        OrchestrationMetadata ended =
            await app.Durable.Client.WaitForInstanceCompletionAsync("broken", getInputsAndOutputs: true, Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("JsonException", ended.FailureDetails?.ToString() ?? ended.SerializedOutput, StringComparison.Ordinal);
    }

    private async Task RunAsync<TInput>(string orchestration, TInput input, string activity)
    {
        string instance = Guid.NewGuid().ToString("N");
        await app.RequireStorage().Durable.Client.ScheduleNewOrchestrationInstanceAsync(orchestration, RowJson.Write(input),
            new Microsoft.DurableTask.StartOrchestrationOptions(instance), Cancellation);

        OrchestrationMetadata ended =
            await app.Durable.Client.WaitForInstanceCompletionAsync(instance, getInputsAndOutputs: true, Cancellation);

        Assert.True(ended.RuntimeStatus is OrchestrationRuntimeStatus.Completed,
            $"{ended.RuntimeStatus}: {ended.FailureDetails}\n{app.Worker.Said}");
        Assert.Equal(RowJson.Write(Done.Instance), ended.ReadOutputAs<string>());
        Assert.Contains(activity, app.Durable.Invoked);
    }
}
