using BatchAi.Orchestrations;
using BatchAi.State;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace BatchAi.Functions;

/// <summary>
/// Our orchestrations on Durable Functions. Inputs and outputs cross as JSON text made by <see cref="RowJson"/>, so
/// that the worker's own serializer has no say in them.
/// </summary>
public sealed class DurableOrchestrationContext(TaskOrchestrationContext durable) : OrchestrationContext
{
    /// <summary>
    /// On Azure Storage a timer is a queue message that stays hidden for a number of whole seconds, the fraction being cut off: it fires up
    /// to a second early, and one that is set again for the rest of that second fires at once, again and again. A second more makes it late
    /// by at most that second, and never early.
    /// </summary>
    private static readonly TimeSpan s_cutOff = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits that have not been rung yet. The engine would let several wait for one name, and give a ring to one that
    /// was cancelled.
    /// </summary>
    private readonly Dictionary<string, Task> _waits = [];
    private readonly HashSet<string> _waiting = [];

    /// <summary>Runs an orchestration of the catalog: its input and output are the text they are for every engine.</summary>
    public static Task<string> RunAsync(OrchestrationDescriptor orchestration, TaskOrchestrationContext durable) =>
        orchestration.RunAsync(
            new DurableOrchestrationContext(durable),
            durable.GetInput<string>() ?? throw new InvalidOperationException($"{orchestration.Name} was started without input"));

    public override string InstanceId => durable.InstanceId;

    public override DateTimeOffset Now => new(DateTime.SpecifyKind(durable.CurrentUtcDateTime, DateTimeKind.Utc));

    public override bool IsReplaying => durable.IsReplaying;

    public override Guid NewGuid() => durable.NewGuid();

    public override async Task<TOutput> CallActivityAsync<TInput, TOutput>(
        string activity,
        TInput input,
        Orchestrations.RetryPolicy? retry = null
    ) => RowJson.Read<TOutput>(await AnswerOf(durable.CallActivityAsync<string>(activity, RowJson.Write(input), DurableRetry.Of(retry))));

    public override async Task<TOutput> CallOrchestrationAsync<TInput, TOutput>(string orchestration, string instanceId, TInput input) =>
        RowJson.Read<TOutput>(
            await AnswerOf(
                durable.CallSubOrchestratorAsync<string>(
                    orchestration,
                    RowJson.Write(input),
                    new SubOrchestrationOptions(instanceId: instanceId))));

    /// <remarks>Queue messages stay hidden for 7 days at most: the worker makes long timers of several.</remarks>
    public override Task TimerAsync(DateTimeOffset fireAt, CancellationToken cancellation) =>
        durable.CreateTimer((fireAt + s_cutOff).UtcDateTime, cancellation);

    public override async Task WaitForRingAsync(string eventName, CancellationToken cancellation)
    {
        if (!_waiting.Add(eventName))
            throw new InvalidOperationException($"'{eventName}' is waited for already");

        if (!_waits.TryGetValue(eventName, out Task? wait))
            _waits[eventName] = wait = durable.WaitForExternalEvent<object?>(eventName, CancellationToken.None);
        try
        {
            await wait.WaitAsync(cancellation);
            _waits.Remove(eventName);
        }
        finally
        {
            _waiting.Remove(eventName);
        }
    }

    public override void Ring(string instanceId, string eventName) => durable.SendEvent(instanceId, eventName, string.Empty);

    public override void SetStatus(string status) => durable.SetCustomStatus(status);

    public override void ContinueAsNew<TInput>(TInput input) =>
        durable.ContinueAsNew(RowJson.Write(input), preserveUnprocessedEvents: false);

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
