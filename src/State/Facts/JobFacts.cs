using BatchAi.Model;
using BatchAi.Scheduling;

namespace BatchAi.State;

/// <summary>
/// A job that has not ended. The nodes it holds stand here and nowhere else: whether a node is busy is derived from
/// these rows.
/// </summary>
public sealed record JobFacts
{
    public required string Uid { get; init; }

    public required JobId Id { get; init; }

    public required string ClusterUid { get; init; }

    public required int NodeCount { get; init; }

    public required JobPriority Priority { get; init; }

    public required TimeSpan MaxWallClockTime { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the state a user sees last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The fence of the decision that reserved the nodes: names the attempt. 0 while waiting for the first.</summary>
    public long Fence { get; init; }

    /// <summary>How many attempts there were, this one included.</summary>
    public int Attempts { get; init; }

    /// <summary>The job's own, from its document; null: no exit code is retried, and lost nodes without a limit.</summary>
    public JobRetryPolicy? RetryPolicy { get; init; }

    /// <summary>How many attempts were followed by another because of their exit code.</summary>
    public int Retries { get; init; }

    /// <summary>How many attempts were lost with a node.</summary>
    public int NodeLosses { get; init; }

    /// <summary>How the attempt before this one ended, from the moment that another is decided on.</summary>
    public JobResult? Previous { get; init; }

    /// <summary>Some of it has ended well and the rest writes nothing, as far as its nodes say.</summary>
    public bool LooksHung { get; init; }

    /// <summary>Counts up when the attempt's orchestration was found dead and is started anew.</summary>
    public int Revival { get; init; }

    public JobPhase Phase { get; init; }

    /// <summary>The gang in rank order; the first is the master. Empty while waiting.</summary>
    public IReadOnlyList<GangNode> Nodes { get; init; } = [];

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When <see cref="Result"/> was known.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public StopReason? Stop { get; init; }

    /// <summary>How the attempt ended; once set it never changes.</summary>
    public JobResult? Result { get; init; }

    /// <summary>The attempt is to be followed by another.</summary>
    public bool WillRunAgain => Stop == StopReason.Requeued && Result is null;

    /// <summary>The state a user sees.</summary>
    public ExecutionState State => this switch
    {
        { Fence: 0, Result: null } => ExecutionState.Queued,
        { WillRunAgain: true } => ExecutionState.Queued,
        { Result: null, Stop: StopReason.Terminated } => ExecutionState.Terminating,
        { Result: null } => ExecutionState.Running,
        { Phase: < JobPhase.Clean, Stop: StopReason.Terminated } => ExecutionState.Terminating,
        { Phase: < JobPhase.Clean } => ExecutionState.Running,
        { Result: { Error: null, ExitCode: 0 } } => ExecutionState.Succeeded,
        _ => ExecutionState.Failed,
    };

    /// <summary>What a GET shows of the execution.</summary>
    public JobExecution Execution => new(State, ChangedAt, State switch
    {
        ExecutionState.Queued when Attempts == 0 => null,
        ExecutionState.Queued => new ExecutionInfo { Attempt = Attempts, PreviousAttempt = PreviousAttempt },
        ExecutionState.Running or ExecutionState.Terminating => new ExecutionInfo
        {
            StartTime = StartedAt,
            Attempt = Attempts,
            PreviousAttempt = PreviousAttempt,
            Warnings = LooksHung ? [JobErrors.LooksHung] : null,
        },
        _ => new ExecutionInfo
        {
            StartTime = StartedAt,
            EndTime = EndedAt,
            ExitCode = Result?.ExitCode,
            Errors = Result?.Error is { } error ? [error] : null,
            Attempt = Attempts,
            PreviousAttempt = PreviousAttempt,
        },
    });

    /// <summary><see cref="Previous"/> as people see it.</summary>
    public AttemptEnd? PreviousAttempt => Previous is { } end
        ? new AttemptEnd { ExitCode = end.ExitCode, Errors = end.Error is { } error ? [error] : null, EndTime = end.EndedAt }
        : null;

    /// <summary>This attempt is given up because of a node, and another follows unless the job's policy has had enough of that.</summary>
    public JobFacts LosesNode(string why, DateTimeOffset now)
    {
        JobFacts less = this with { NodeLosses = NodeLosses + 1, ChangedAt = now };
        return RetryPolicy?.TakesLosses(less.NodeLosses) ?? true
            ? less with { Stop = StopReason.Requeued, Previous = GivenUp(why, now) }
            : less with { Stop = StopReason.NodesLost };
    }

    /// <summary>This attempt is given up because the user wants its nodes back; another follows.</summary>
    public JobFacts GivesBackNodes(string why, DateTimeOffset now) =>
        this with { Stop = StopReason.Requeued, Previous = GivenUp(why, now), ChangedAt = now };

    private static JobResult GivenUp(string why, DateTimeOffset now) => new() { Error = JobErrors.Requeued(why), EndedAt = now };
}

/// <summary>A node of a gang as it was when reserved. Another epoch later means that it was rebooted and what ran there is gone.</summary>
public sealed record GangNode(int Ordinal, string NodeId, string Address, int Epoch);

/// <summary>Why a job should stop before its end.</summary>
public enum StopReason
{
    /// <summary>The user terminated it, or deletes it: it ends as failed with JobTerminated and no exit code.</summary>
    Terminated,

    /// <summary>Its nodes are lost or wanted back, or its policy retries its exit code; it goes back to the queue.</summary>
    Requeued,

    /// <summary>Its nodes are wanted back and the cluster's settings say that it is not run again.</summary>
    NodesRemoved,

    /// <summary>A node was lost once more than the job's policy allows.</summary>
    NodesLost,
}

/// <summary>What a node should be running: a projection of the job's row that can always be rebuilt.</summary>
public sealed record AssignmentFacts(string JobUid, long Fence, JobPhase Phase);
