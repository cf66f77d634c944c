using BatchAi.Activities;
using BatchAi.Services;

namespace BatchAi.Orchestrations;

/// <summary>Looks after one cluster while it is awake: decide, do, wait for the bell or a deadline.</summary>
public static class ClusterOrchestration
{
    public static async Task<Done> RunAsync(OrchestrationContext context, ClusterTurn turn)
    {
        using Waiting waiting = new(context);
        for (int turns = 0; turns < Waiting.TurnsInARow; turns++)
        {
            ClusterStep step = await context.Reconcile(turn);
            if (step.Ended)
                return Done.Instance;

            FleetReport? report = await context.WorkOnFleet(turn, step);
            turn = turn.Next(step, report);
            if (report is null && !step.Again)
                await waiting.ForBellAsync(step.Deadline);
        }

        context.ContinueAsNew(turn);
        return Done.Instance;
    }
}
