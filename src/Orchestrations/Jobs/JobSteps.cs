using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Orchestrations;

/// <summary>The steps of an attempt's story.</summary>
internal static class JobSteps
{
    extension(OrchestrationContext context)
    {
        public Task<JobStepResult> AdvanceJob(JobTurn turn) => context.Call<AdvanceJob, JobTurn, JobStepResult>(turn);

        /// <summary>The fan-out: one activity for each slice of the nodes that were not told with the decision.</summary>
        public Task TellTheOthers(JobTurn turn, JobStepResult step)
        {
            JobPhase? phase = step.Released ? null : step.Phase;
            return Task.WhenAll(
                step.Untold.Chunk(WriteAssignments.SliceSize)
                    .Select(slice =>
                        context.Call<WriteAssignments, AssignmentSlice, Done>(
                            new AssignmentSlice(turn.ClusterUid, turn.JobUid, turn.Fence, slice, phase))));
        }

        public Task<Done> FinishJob(JobTurn turn) => context.Call<FinishJob, JobTurn, Done>(turn);
    }
}
