using BatchAi.Activities;
using BatchAi.Services;

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

            await context.TellTheOthers(turn, step);
            if (step.Released)
                return await context.FinishJob(turn);

            turn = turn with { Told = step.Phase };
            await waiting.ForBellAsync(deadline: null);
        }

        context.ContinueAsNew(turn);
        return Done.Instance;
    }
}
