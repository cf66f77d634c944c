using BatchAi.Activities;

namespace BatchAi.Orchestrations;

/// <summary>Looks after one cluster while it is awake: decide, do, wait for the bell or the timer, begin anew.</summary>
public static class ClusterOrchestration
{
    public static async Task<Done> RunAsync(OrchestrationContext context, ClusterTurn turn)
    {
        ClusterStep step = await context.Reconcile(turn);
        if (step.CheckRest)
            await context.CheckRest(turn);
        if (step.Ended)
            return Done.Instance;

        await context.AttendJobs(step);
        FleetReport? report = await context.WorkOnFleet(turn, step);
        if (report is null && !step.Again)
            await context.WaitForBellAsync(step.LookAgainAt);

        context.ContinueAsNew(turn.Next(step, report));
        return Done.Instance;
    }
}
