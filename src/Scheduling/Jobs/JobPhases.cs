using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>The rules by which an attempt of a job goes from phase to phase: reserved, prepare, launch, stop, clean, released.</summary>
public static class JobPhases
{
    /// <summary>
    /// How long after the wall-clock limit the server ends a job whose nodes did not: they enforce the limit
    /// themselves, by a better clock.
    /// </summary>
    public static TimeSpan WallClockGrace { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The next move; the same facts give the same move, and repeating it changes nothing.</summary>
    public static JobMove Next(JobView job, DateTimeOffset now) => job.Phase switch
    {
        JobPhase.Clean => new JobMove { Phase = JobPhase.Clean, Result = job.Result, Released = All(job, JobStep.Clean) },
        JobPhase.Stop => new JobMove { Phase = All(job, JobStep.Stopped) ? JobPhase.Clean : JobPhase.Stop, Result = job.Result },
        _ when Ended(job, now) is { } result => IsRetried(job, result)
            ? new JobMove { Phase = JobPhase.Stop, Retried = result }
            : new JobMove { Phase = JobPhase.Stop, Result = result },
        _ when job.Requeued => new JobMove { Phase = JobPhase.Stop },
        _ when LooksHung(job) => job.RetryPolicy?.RetriesHung(job.Retries) ?? false
            ? new JobMove { Phase = JobPhase.Stop, Retried = new JobResult { Error = JobErrors.LooksHung } }
            : new JobMove { Phase = job.Phase, LooksHung = true },
        _ => new JobMove { Phase = Raised(job) },
    };

    /// <summary>
    /// One part is over and well, and nothing comes from any other: ranks often wait for ever for one that ended too early. A part that
    /// goes on alone but says something is what many toolkits do, and so is silence while all work.
    /// </summary>
    private static bool LooksHung(JobView job)
    {
        NodeReport[] running = [.. job.Nodes.OfType<NodeReport>().Where(node => node is { Step: JobStep.Launched, IsQuiet: not null })];
        return job.Phase == JobPhase.Launch
            && running.Length > 0
            && running.All(node => node.IsQuiet == true)
            && job.Nodes.Any(node => node is { SomeEnded: true } or { Step: JobStep.Finished, ExitCode: 0 });
    }

    /// <summary>Who asked for its end, or has its result, wants no other attempt.</summary>
    private static bool IsRetried(JobView job, JobResult result) =>
        job is { StopRequested: false, Result: null }
        && result.ExitCode is { } code
        && (job.RetryPolicy?.Retries(code, job.Retries) ?? false);

    private static JobPhase Raised(JobView job) => job.Phase switch
    {
        JobPhase.Reserved => JobPhase.Prepare,
        JobPhase.Prepare when job.Nodes.All(node => node is { Step: JobStep.Prepared or JobStep.Launched }) => JobPhase.Launch,
        _ => job.Phase,
    };

    /// <summary>
    /// How the job ended, or null. What the nodes saw outranks what was asked meanwhile: a job that has finished cannot
    /// be terminated.
    /// </summary>
    private static JobResult? Ended(JobView job, DateTimeOffset now) =>
        job.Result
        ?? Reported(job)
        ?? (job.StopRequested ? new JobResult { Error = JobErrors.Terminated } : null)
        ?? (now >= Backstop(job) ? new JobResult { Error = JobErrors.WallClockExceeded(job.MaxWallClockTime) } : null);

    private static JobResult? Reported(JobView job)
    {
        int awaited = job.Nodes.Max(node => node?.AwaitedNodes) ?? 1;
        if (job.Phase == JobPhase.Launch && awaited == 1 && job.Nodes is [{ } master, ..] && HasEnded(master))
            return ResultOf(master, job.Phase);

        // The first to fail speaks for the job: the others often fail for want of it.
        if (job.Nodes.OfType<NodeReport>().Where(HasFailed).MinBy(node => node.EndedAt ?? DateTimeOffset.MaxValue) is { } failed)
            return ResultOf(failed, job.Phase);

        NodeReport[] ended = [.. job.Nodes.OfType<NodeReport>().Where(HasEnded)];
        return job.Phase == JobPhase.Launch && awaited > 1 && ended.Length >= awaited
            ? ResultOf(ended.MaxBy(node => node.EndedAt)!, job.Phase)
            : null;
    }

    /// <summary>A node that is merely gone says nothing of the job: its cluster requeues it.</summary>
    private static bool HasEnded(NodeReport node) =>
        node.Step == JobStep.Finished
        || (node.Step is JobStep.Stopped or JobStep.Clean && (node.ExitCode is not null || node.Failure is not null));

    /// <summary>Before a node has finished, its exit code is the preparation's, which may be read only with a failure.</summary>
    private static bool HasFailed(NodeReport? node) =>
        node is { Failure: not null } or { Step: JobStep.Finished or JobStep.Stopped or JobStep.Clean, ExitCode: not (null or 0) };

    private static JobResult ResultOf(NodeReport node, JobPhase phase) => new()
    {
        ExitCode = node.ExitCode,
        Error = node.Failure ?? (node.ExitCode == 0 ? null : phase == JobPhase.Launch ? JobErrors.Failed : JobErrors.PreparationFailed),
        EndedAt = node.EndedAt,
    };

    private static bool All(JobView job, JobStep atLeast) => job.Nodes.All(node => node is not null && node.Step >= atLeast);

    private static DateTimeOffset Backstop(JobView job) => job.StartedAt.Plus(job.MaxWallClockTime).Plus(WallClockGrace);
}

/// <summary>What to write into the job's facts; equal to what is there when nothing is to be done.</summary>
public sealed record JobMove
{
    /// <summary>Never lower than the phase seen; at most one higher, or <see cref="JobPhase.Stop"/>.</summary>
    public required JobPhase Phase { get; init; }

    public JobResult? Result { get; init; }

    /// <summary>How the attempt ended when that is not the job's end: its policy has it run again.</summary>
    public JobResult? Retried { get; init; }

    /// <summary>Some of it has ended and the rest is silent.</summary>
    public bool LooksHung { get; init; }

    /// <summary>Every node reported clean: the nodes are free.</summary>
    public bool Released { get; init; }
}

/// <summary>One attempt of a job as the facts show it.</summary>
public sealed record JobView
{
    public required JobPhase Phase { get; init; }

    /// <summary>In rank order, the master first; null where the node has not reported this attempt yet.</summary>
    public required IReadOnlyList<NodeReport?> Nodes { get; init; }

    /// <summary>The user wants the job to end. With <see cref="Result"/> set it ends with that, else as terminated.</summary>
    public bool StopRequested { get; init; }

    /// <summary>The nodes are taken back and the job runs again: this attempt stops without a result, unless it has one.</summary>
    public bool Requeued { get; init; }

    /// <summary>When the attempt began; its wall-clock limit counts from here.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan MaxWallClockTime { get; init; }

    /// <summary>After which exit codes the job runs again; null: none.</summary>
    public JobRetryPolicy? RetryPolicy { get; init; }

    /// <summary>How often it did so already.</summary>
    public int Retries { get; init; }

    /// <summary>How the job ended, once known; never changes after that.</summary>
    public JobResult? Result { get; init; }
}

/// <summary>How a job ended: exit code 0 and no error is success.</summary>
public sealed record JobResult
{
    /// <summary>Null where nothing ran to its end, for example after a terminate.</summary>
    public int? ExitCode { get; init; }

    public BatchAIError? Error { get; init; }

    /// <summary>When what decides the result happened; null when that is the moment of the decision.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>What one node last reported of this attempt of the job.</summary>
public sealed record NodeReport
{
    /// <summary>
    /// Stands in for a node that can hold nothing of the attempt any more: absent from the cloud's list, or registered
    /// with a new boot id.
    /// </summary>
    public static NodeReport Gone { get; } = new() { Step = JobStep.Clean };

    public required JobStep Step { get; init; }

    /// <summary>As in <see cref="JobReport.ExitCode"/>.</summary>
    public int? ExitCode { get; init; }

    /// <summary>As in <see cref="JobReport.Failure"/>.</summary>
    public BatchAIError? Failure { get; init; }

    /// <summary>As in <see cref="JobReport.EndedAt"/>, by the server's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>As in <see cref="JobReport.AwaitedNodes"/>.</summary>
    public int? AwaitedNodes { get; init; }

    /// <summary>As in <see cref="JobReport.IsQuiet"/>.</summary>
    public bool? IsQuiet { get; init; }

    /// <summary>As in <see cref="JobReport.SomeEnded"/>.</summary>
    public bool SomeEnded { get; init; }
}
