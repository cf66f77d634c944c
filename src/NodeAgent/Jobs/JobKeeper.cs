using System.ComponentModel;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Brings this node to what it was last told to run: what is not wanted any more is stopped and cleaned first, only
/// then does the wanted attempt go on. One thing at a time; a change of what is wanted interrupts a wait, never a step.
/// </summary>
internal sealed class JobKeeper(
    JobBook book,
    FenceMark fences,
    LaunchSource launches,
    PreparationSteps preparation,
    ToolkitSteps toolkit,
    EndSteps end,
    EvictionNotice eviction,
    JobUser? user,
    AgentLog log,
    TimeProvider clock)
{
    private static readonly TimeSpan s_tryAgain = TimeSpan.FromSeconds(1);

    private readonly Doorbell _changed = new();
    private volatile NodeAssignment? _wanted = Restored(book);
    private volatile bool _nodeReady;
    private JobAttempt? _current;

    /// <summary>What the API said last; a fence below the highest one seen is an echo and is ignored.</summary>
    public void Want(NodeAssignment? assignment)
    {
        if (assignment is not null && assignment.Fence < fences.Highest)
        {
            log.Say($"refused: job {assignment.JobUid} at fence {assignment.Fence}, this node has seen {fences.Highest}");
            return;
        }
        if (assignment == _wanted)
            return;

        _wanted = assignment;
        _changed.Ring();
    }

    /// <summary>Until then attempts are only ended, not begun.</summary>
    public void NodeIsReady()
    {
        _nodeReady = true;
        _changed.Ring();
    }

    /// <summary>The API has seen these reports: what is clean and not wanted any more can be forgotten.</summary>
    public void Acknowledge(IReadOnlyList<JobReport> reports)
    {
        foreach (JobReport report in reports.Where(report => report.Step == JobStep.Clean && !IsWanted(report.JobUid, report.Fence)))
        {
            if (book.Find(report.JobUid, report.Fence) is { } record)
                book.Remove(record);
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        eviction.Changed = _changed.Ring;
        while (true)
        {
            Task changed = _changed.Next;
            cancellation.ThrowIfCancellationRequested();
            book.SaveUnsaved();
            if (NextWork() is { } work)
                await DoUnlessChangedAsync(work, cancellation);
            else if (book.HasUnsaved)
                await Task.WhenAny(changed, Task.Delay(s_tryAgain, clock, cancellation));
            else
                await changed.WaitAsync(cancellation);
        }
    }

    private static NodeAssignment? Restored(JobBook book) => book.All() is [.., var last]
        ? new NodeAssignment { JobUid = last.JobUid, Fence = last.Fence, Phase = last.Phase }
        : null;

    private bool IsWanted(string jobUid, long fence) => _wanted is { } wanted && wanted.JobUid == jobUid && wanted.Fence == fence;

    /// <summary>An attempt and the phase it should reach; null when all is as it should be.</summary>
    private (JobRecord Record, JobPhase Phase)? NextWork()
    {
        if (book.All().FirstOrDefault(record => !IsWanted(record.JobUid, record.Fence) && record.Step < JobStep.Clean) is { } leftOver)
            return (leftOver, JobPhase.Clean);
        if (_wanted is not { Phase: > JobPhase.Reserved } wanted)
            return null;

        JobRecord record = book.Find(wanted.JobUid, wanted.Fence) ?? Begin(wanted);
        if (wanted.Phase > record.Phase)
        {
            record = record with { Phase = wanted.Phase };
            book.Put(record);
        }
        JobPhase phase = OwnPhase(record.Phase);
        return HasWork(record, phase) ? (record, phase) : null;
    }

    /// <summary>
    /// A node that is about to be taken away does not wait to be told: the job needs what time is left for its checkpoint. The API hears
    /// of the notice and of the stop, and has the job begin again elsewhere.
    /// </summary>
    private JobPhase OwnPhase(JobPhase told) => told == JobPhase.Launch && eviction.IsGiven ? JobPhase.Stop : told;

    private bool HasWork(JobRecord record, JobPhase phase) => phase switch
    {
        JobPhase.Prepare => _nodeReady && record.Step < JobStep.Prepared,
        JobPhase.Launch when record.Step < JobStep.Launched => _nodeReady,
        JobPhase.Launch => record.Step == JobStep.Launched && record.Processes.Count > 0,
        JobPhase.Stop => record.Step < JobStep.Stopped,
        JobPhase.Clean => record.Step < JobStep.Clean,
        _ => false,
    };

    /// <summary>
    /// The record goes to disk before the fence, so a fence without a record means that the attempt was over and
    /// forgotten.
    /// </summary>
    private JobRecord Begin(NodeAssignment wanted)
    {
        bool isOver = wanted.Fence == fences.Highest;
        JobRecord record = new() { JobUid = wanted.JobUid, Fence = wanted.Fence, Phase = isOver ? JobPhase.Clean : wanted.Phase };
        book.Put(record);
        try
        {
            fences.Raise(wanted.Fence);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            record = record with
            {
                Step = JobStep.Finished,
                Failure = StepFailure.Internal($"The node's state cannot be written: {refused.Message}").Error,
            };
            book.Put(record);
        }
        return record;
    }

    private async Task DoUnlessChangedAsync((JobRecord Record, JobPhase Phase) work, CancellationToken cancellation)
    {
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task changed = _changed.Next;
        Task doing = AdvanceAsync(work.Record, work.Phase, interrupt.Token);
        while (await Task.WhenAny(doing, changed) != doing)
        {
            changed = _changed.Next;
            if (!IsStillWanted(work))
                await interrupt.CancelAsync();
        }
        try
        {
            await doing;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // What is wanted has changed: look again.
        }
    }

    private bool IsStillWanted((JobRecord Record, JobPhase Phase) work) => work.Phase switch
    {
        JobPhase.Clean => true,
        JobPhase.Stop => true,
        _ => IsWanted(work.Record.JobUid, work.Record.Fence) && _wanted is { } wanted && OwnPhase(wanted.Phase) <= work.Phase,
    };

    private async Task AdvanceAsync(JobRecord record, JobPhase phase, CancellationToken cancellation)
    {
        if (_current?.Record.Attempt != record.Attempt)
            _current = new JobAttempt(record, book, user, clock);
        JobAttempt attempt = _current;
        attempt.Adopt(record);
        bool ending = phase >= JobPhase.Stop;
        try
        {
            if (await StepAsync(attempt, phase, cancellation) is { } failure)
                attempt.Fail(failure);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or Win32Exception)
        {
            log.Say($"job {record.Attempt}: {trouble.Message}");
            if (ending)
                await Task.Delay(s_tryAgain, clock, cancellation);
            else
                attempt.Fail(StepFailure.Internal(trouble.Message));
        }
    }

    /// <summary>The life of an attempt on a node.</summary>
    private async Task<StepFailure?> StepAsync(JobAttempt attempt, JobPhase phase, CancellationToken cancellation)
    {
        switch (attempt.Record.Step)
        {
            case < JobStep.Stopped when phase >= JobPhase.Stop:
                if (attempt.Record.Phase < JobPhase.Stop)
                    attempt.Log.Say("the platform is about to take this node away: every process of the job is asked to end");
                await end.StopAsync(attempt, cancellation);
                return null;
            case JobStep.Stopped:
                await end.CleanAsync(attempt, cancellation);
                return null;
            case JobStep.Preparing:
                StepFailure? failure = await preparation.RunAsync(attempt, await LaunchOf(attempt, cancellation), cancellation);
                if (failure is null)
                    attempt.Update(attempt.Record with { Step = JobStep.Prepared });
                return failure;
            case JobStep.Prepared:
                return await toolkit.LaunchAsync(attempt, await LaunchOf(attempt, cancellation), cancellation);
            default:
                return await toolkit.WatchAsync(attempt, cancellation);
        }
    }

    private async Task<JobLaunch> LaunchOf(JobAttempt attempt, CancellationToken cancellation) =>
        attempt.Launch ??= await launches.FetchAsync(attempt.Record.JobUid, attempt.Record.Fence, cancellation);
}
