using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>One attempt while it is worked on: its record, its log, and, once fetched, what it is to run.</summary>
internal sealed class JobAttempt
{
    private readonly JobBook _book;
    private readonly TimeProvider _clock;

    public JobAttempt(JobRecord record, JobBook book, JobUser? user, TimeProvider clock)
    {
        (Record, _book, _clock, Log) = (record, book, clock, new ExecutionLog(user, clock));
        if (record.LogFile is not null)
            Log.Open(record.LogFile);
    }

    public JobRecord Record { get; private set; }

    public ExecutionLog Log { get; }

    /// <summary>Null until it is needed; holds secrets.</summary>
    public JobLaunch? Launch { get; set; }

    /// <summary>Takes over what was recorded elsewhere since: a higher phase.</summary>
    public void Adopt(JobRecord record) => Record = record;

    public void Update(JobRecord changed)
    {
        Record = changed;
        _book.Put(changed);
    }

    public void Fail(StepFailure failure)
    {
        Log.Say(
            $"failed: {failure.Error.Code}: "
            + $"{failure.Error.Message}{string.Concat((failure.Error.Details ?? []).Select(detail => $"; {detail.Name}: {detail.Value}"))}"
        );
        Update(
            Record with
            {
                Step = JobStep.Finished,
                ExitCode = failure.ExitCode,
                Failure = failure.Error,
                EndedAt = _clock.GetUtcNow(),
            }
        );
    }
}
