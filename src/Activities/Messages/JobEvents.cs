using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>The announcements there are. Their ids are made of what happened, so that each copy of one has the same.</summary>
internal static class JobEvents
{
    public static JobEvent Handled(HandledMessage message) => new()
    {
        Id = $"{message.Id}-{(message.Refusal is null ? "accepted" : "refused")}",
        Type = message.Refusal is null ? JobEvent.Accepted : JobEvent.Refused,
        Subject = message.Job?.ArmId,
        Time = message.At,
        Data = new JobEventData { JobUid = message.JobUid, MessageId = message.Id, Reason = message.Refusal },
    };

    public static JobEvent Ended(JobRow job, JobExecution execution) => new()
    {
        Id = $"{job.Uid}-ended",
        Type = JobEvent.Ended,
        Subject = job.Id.ArmId,
        Time = execution.Info?.EndTime ?? execution.ChangedAt,
        Data = new JobEventData
        {
            JobUid = job.Uid,
            MessageId = job.MessageId,
            ExecutionState = execution.State,
            ExitCode = execution.Info?.ExitCode,
            Errors = execution.Info?.Errors,
        },
    };
}
