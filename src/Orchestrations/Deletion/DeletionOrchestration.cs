using BatchAi.Activities;
using BatchAi.Services;

namespace BatchAi.Orchestrations;

/// <summary>Removes a job or a cluster: take it as far as it goes, look again until nothing is left.</summary>
public static class DeletionOrchestration
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    public static async Task<Done> RunAsync(OrchestrationContext context, DeletionTurn turn)
    {
        for (int turns = 0; turns < Waiting.TurnsInARow; turns++)
        {
            if (await context.Call<AdvanceDeletion, DeletionTurn, bool>(turn))
                return Done.Instance;

            await context.TimerAsync(context.Now + Wait(turn.Tries), CancellationToken.None);
            turn = turn with { Tries = turn.Tries + 1 };
        }

        context.ContinueAsNew(turn);
        return Done.Instance;
    }

    private static TimeSpan Wait(int tries) => tries < 6 ? s_first * (1 << tries) : s_longest;
}
