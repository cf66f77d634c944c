using BatchAi.Activities;

namespace BatchAi.Orchestrations;

/// <summary>Takes one attempt of a job through its phases: decide, tell the nodes, wait for their reports.</summary>
public static class JobOrchestration
{
    public static async Task<Done> RunAsync(OrchestrationContext context, JobTurn turn)
    {
        using Waiting waiting = new(context);
        for (int turns = 0; turns < Waiting.TurnsInARow; turns++)
        {
            JobStepResult step = await context.AdvanceJob(turn);
            if (step.Gone)
                return Done.Instance;

            if (step.Released)
            {
                await context.WriteAssignments(turn, step, phase: null);
                await context.FinishJob(turn);
                return Done.Instance;
            }

            if (turn.Written != step.Phase)
                await context.WriteAssignments(turn, step, step.Phase);

            turn = turn with { Written = step.Phase };
            await waiting.ForBellAsync(deadline: null);
        }

        context.ContinueAsNew(turn);
        return Done.Instance;
    }
}
