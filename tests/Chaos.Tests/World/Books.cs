using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>Checks ledger and journal of a cluster that has come to rest at zero against what really happened.</summary>
internal static class Books
{
    public static IEnumerable<string> Wrongs(World world, IReadOnlyList<KeptRow> rows)
    {
        foreach (KeptRow control in rows.Where(row => row is { Table: Tables.Facts, Key: FactKeys.Control }))
        {
            List<KeptRow> cluster = [.. rows.Where(row => row.Table == Tables.Facts && row.Partition == control.Partition)];
            NodeTime[] times = [.. Starting(cluster, FactKeys.TimePrefix).Select(row => RowJson.Read<NodeTime>(row.Text))];
            IEnumerable<string> untold = world
                .Facts.Decisions.Where(decision =>
                    decision.Cluster == control.Partition && !cluster.Any(row => row.Key == FactKeys.Journal(decision.Fence)))
                .Select(decision => $"the journal does not know decision {decision.Fence}");
            foreach (
                string wrong in Gaps(times)
                    .Concat(untold)
                    .Concat(world.Ledger.Launches.SelectMany(launch => Missing(launch, times, cluster))))
                yield return wrong;
        }
    }

    private static IEnumerable<string> Gaps(NodeTime[] times)
    {
        foreach (IGrouping<string, NodeTime> life in times.GroupBy(time => time.NodeId))
        {
            NodeTime[] ordered = [.. life.OrderBy(time => time.Since)];
            foreach ((NodeTime one, NodeTime next) in ordered.Zip(ordered.Skip(1)).Where(pair => pair.First.Until != pair.Second.Since))
                yield return $"the ledger has a gap or an overlap: {one} and then {next}";
        }
    }

    private static IEnumerable<string> Missing(Launch launch, NodeTime[] times, List<KeptRow> cluster)
    {
        if (!times.Any(time => time.Ordinal == launch.Instance && time.JobUid == launch.JobUid))
            yield return $"the ledger does not know that {launch}";
        if (!cluster.Any(row => row.Key == FactKeys.Journal(launch.Fence) && row.Text.Contains(launch.JobUid, StringComparison.Ordinal)))
            yield return $"the journal does not know why {launch}";
    }

    private static IEnumerable<KeptRow> Starting(List<KeptRow> rows, string prefix) =>
        rows.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal));
}
