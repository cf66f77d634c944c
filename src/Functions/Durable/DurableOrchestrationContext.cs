using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace BatchAi.Functions;

/// <summary>
/// Our orchestrations on Durable Functions. Inputs and outputs cross as JSON text made by <see cref="RowJson"/>, so that the worker's own serializer has no say in them.
/// </summary>
public sealed class DurableOrchestrationContext(TaskOrchestrationContext durable) : OrchestrationContext
{
    /// <summary>A durable timer is a storage queue message, and those stay hidden for 7 days at most; longer waits are made of several.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(3);

    public override string InstanceId => durable.InstanceId;

    public override DateTimeOffset Now => new(DateTime.SpecifyKind(durable.CurrentUtcDateTime, DateTimeKind.Utc));

    public override bool IsReplaying => durable.IsReplaying;

    public override Guid NewGuid() => durable.NewGuid();

    public override async Task<TOutput> CallActivityAsync<TInput, TOutput>(string activity, TInput input, Orchestrations.RetryPolicy? retry = null) =>
        RowJson.Read<TOutput>(await AnswerOf(durable.CallActivityAsync<string>(activity, RowJson.Write(input), DurableRetry.Of(retry))));

    public override async Task<TOutput> CallOrchestrationAsync<TInput, TOutput>(string orchestration, string instanceId, TInput input) =>
        RowJson.Read<TOutput>(await AnswerOf(durable.CallSubOrchestratorAsync<string>(orchestration, RowJson.Write(input), new SubOrchestrationOptions(instanceId: instanceId))));

    public override async Task TimerAsync(DateTimeOffset fireAt, CancellationToken cancellation)
    {
        while (fireAt - Now > s_longestTimer)
            await durable.CreateTimer((Now + s_longestTimer).UtcDateTime, cancellation);

        await durable.CreateTimer(fireAt.UtcDateTime, cancellation);
    }

    public override Task WaitForRingAsync(string eventName, CancellationToken cancellation) =>
        durable.WaitForExternalEvent<object?>(eventName, cancellation);

    public override void Ring(string instanceId, string eventName) => durable.SendEvent(instanceId, eventName, string.Empty);

    public override void SetStatus(string status) => durable.SetCustomStatus(status);

    public override void ContinueAsNew<TInput>(TInput input) => durable.ContinueAsNew(RowJson.Write(input), preserveUnprocessedEvents: false);

    public override ILogger CreateLogger(string category) => durable.CreateReplaySafeLogger(category);

    private static async Task<string> AnswerOf(Task<string> call)
    {
        try
        {
            return await call;
        }
        catch (TaskFailedException failed)
        {
            throw new ActivityFailedException(failed.TaskName, FailureChain.TextOf(failed.FailureDetails));
        }
    }
}
