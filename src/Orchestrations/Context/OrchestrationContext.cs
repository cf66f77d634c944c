using BatchAi.Activities;
using Microsoft.Extensions.Logging;

namespace BatchAi.Orchestrations;

/// <summary>
/// All an orchestration may touch. Whatever it reads here is the same at every replay; anything else (clock, chance,
/// I/O) would make a replay differ and is an error in this project.
/// </summary>
public abstract class OrchestrationContext
{
    public abstract string InstanceId { get; }

    /// <summary>
    /// The time of the event being handled. A timer may fire almost a second early: never assume that now is at or past
    /// its time.
    /// </summary>
    public abstract DateTimeOffset Now { get; }

    public abstract bool IsReplaying { get; }

    /// <summary>The same sequence at every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>
    /// Runs an activity by name; transient failures are retried as <see cref="RetryPolicy.Default"/> says, then thrown
    /// as <see cref="ActivityFailedException"/>.
    /// </summary>
    public abstract Task<TOutput> CallActivityAsync<TInput, TOutput>(string activity, TInput input, RetryPolicy? retry = null);

    /// <summary>Runs another orchestration to its end, under an id of its own.</summary>
    public abstract Task<TOutput> CallOrchestrationAsync<TInput, TOutput>(string orchestration, string instanceId, TInput input);

    /// <summary>A durable timer. Cancel it when it is abandoned: an instance is not over while one is outstanding.</summary>
    public abstract Task TimerAsync(DateTimeOffset fireAt, CancellationToken cancellation);

    /// <summary>Completes at the next ring of that name, or at once for one that is buffered. One waiter a name at a time.</summary>
    public abstract Task WaitForRingAsync(string eventName, CancellationToken cancellation);

    /// <summary>Rings another instance; lost when it does not run.</summary>
    public abstract void Ring(string instanceId, string eventName);

    /// <summary>A short text for whoever debugs the instance.</summary>
    public abstract void SetStatus(string status);

    /// <summary>
    /// Ends this run and begins a new one under the same id with an empty history; buffered rings are dropped. Return
    /// right after.
    /// </summary>
    public abstract void ContinueAsNew<TInput>(TInput input);

    /// <summary>Writes nothing while replaying.</summary>
    public abstract ILogger CreateLogger(string category);

    /// <summary>Calls an activity by its type.</summary>
    public Task<TOutput> Call<TActivity, TInput, TOutput>(TInput input, RetryPolicy? retry = null)
        where TActivity : IActivity<TInput, TOutput> =>
        CallActivityAsync<TInput, TOutput>(typeof(TActivity).Name, input, retry);
}
