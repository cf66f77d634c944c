using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Whether the machines that the cloud gives become nodes. Where they do not, asking for the next at once would pay for
/// machines without an end.
/// </summary>
internal static class Registrations
{
    /// <summary>Forgets no-shows when a node that came after them has registered.</summary>
    public static ClusterControl Seen(ClusterControl control, ClusterFacts facts) =>
        control.NoShows is { } missed && facts.Nodes.Any(node => node.Value.Epoch > 0 && node.Value.KnownSince > missed.At)
            ? control with
            {
                NoShows = null,
            }
            : control;

    /// <summary>Counts the nodes that are given up without ever having registered.</summary>
    public static ClusterControl GivenUp(
        ClusterControl control,
        IReadOnlyList<int> removed,
        ClusterFacts facts,
        ClusterSnapshot snapshot,
        DateTimeOffset now,
        ClusterTiming timing)
    {
        HashSet<int> silent = [.. facts.Nodes.Where(node => node.Value.Epoch == 0).Select(node => node.Value.Ordinal)];
        int missed = snapshot.Nodes.Count(node =>
            node.Condition == NodeCondition.Lost && silent.Contains(node.Ordinal) && removed.Contains(node.Ordinal));
        if (missed == 0)
            return control;

        int rounds = (control.NoShows?.InARow ?? 0) + 1;
        return control with { NoShows = new NoShows(rounds, missed, now, now + timing.BackoffAfter(rounds)) };
    }
}
