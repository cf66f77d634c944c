using BatchAi.Activities;
using BatchAi.Model;

namespace BatchAi.Orchestrations;

/// <summary>The steps of an attempt's story.</summary>
internal static class JobSteps
{
    extension(OrchestrationContext context)
    {
        public Task<JobStepResult> AdvanceJob(JobTurn turn) => context.Call<AdvanceJob, JobTurn, JobStepResult>(turn);

        /// <summary>The fan-out: one activity for each slice of nodes.</summary>
        public Task WriteAssignments(JobTurn turn, JobStepResult step, JobPhase? phase) =>
            Task.WhenAll(step.Ordinals
                .Chunk(Activities.WriteAssignments.SliceSize)
                .Select(slice => context.Call<WriteAssignments, AssignmentSlice, Done>(new AssignmentSlice(turn.ClusterUid, turn.JobUid, turn.Fence, slice, phase))));

        public Task<Done> FinishJob(JobTurn turn) => context.Call<FinishJob, JobTurn, Done>(turn);
    }
}
