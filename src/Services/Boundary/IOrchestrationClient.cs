namespace BatchAi.Services;

/// <summary>Starts and rings orchestrations. A ring is a doorbell: it may be lost, doubled or late, and carries nothing.</summary>
public interface IOrchestrationClient
{
    /// <summary>Starts an instance; one of that id in any state, also ended, is left alone and reported.</summary>
    Task<StartOutcome> StartAsync<TInput>(string orchestration, string instanceId, TInput input, CancellationToken cancellation);

    /// <summary>Raises an event; silently lost when there is no running instance of that id.</summary>
    Task RingAsync(string instanceId, string eventName, CancellationToken cancellation);

    /// <summary>Null when no instance of that id is known.</summary>
    Task<OrchestrationState?> GetAsync(string instanceId, CancellationToken cancellation);

    /// <summary>Ends an instance where it stands; running activities are not stopped.</summary>
    Task TerminateAsync(string instanceId, string reason, CancellationToken cancellation);

    /// <summary>Removes at most <paramref name="limit"/> instances that ended before a time; returns how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation);
}

/// <summary>What came of a start.</summary>
public enum StartOutcome
{
    Started,

    /// <summary>An instance of that id was there already.</summary>
    Exists,
}

/// <summary>What an engine knows of an instance.</summary>
/// <param name="CustomStatus">What the orchestration last set, as it set it.</param>
/// <param name="Failure">Text of the exception that ended it, at most 16 KB.</param>
public sealed record OrchestrationState(
    string InstanceId,
    string Name,
    OrchestrationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? CustomStatus,
    string? Output,
    string? Failure);

/// <summary>Where an instance stands.</summary>
public enum OrchestrationStatus
{
    Pending,
    Running,
    Completed,
    Failed,
    Terminated,
}
