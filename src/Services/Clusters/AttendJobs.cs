using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Starts the orchestrations of attempts, and rings those that run already. Both may be done twice.</summary>
public sealed class AttendJobs(FactStore facts, Bells bells, IOrchestrationClient orchestrations)
{
    public async Task RunAsync(IEnumerable<JobTurn> attempts, CancellationToken cancellation)
    {
        foreach (JobTurn job in attempts)
        {
            string instance = OrchestrationNames.JobInstance(job.JobUid, job.Fence, job.Revival);
            StartOutcome outcome = await orchestrations.StartAsync(OrchestrationNames.Job, instance, job, cancellation);
            if (outcome == StartOutcome.Exists && await facts.RunningJobAsync(job.ClusterUid, job.JobUid, cancellation) is { } row)
                await bells.RingJobAsync(row.Value, cancellation);
        }
    }
}
