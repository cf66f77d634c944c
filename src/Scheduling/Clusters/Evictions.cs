using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>Which jobs lose their nodes.</summary>
internal static class Evictions
{
    public static IReadOnlyList<Eviction> Decide(ClusterSnapshot seen, NodeInventory nodes, Surplus surplus)
    {
        if (seen.Deleting)
            return [.. Running(seen).Select(job => new Eviction(job.Uid, Requeue: false, "the cluster is being deleted"))];

        List<Eviction> evictions = [.. BrokenGangs(seen, nodes)];
        evictions.AddRange(TakenBack(seen, nodes, surplus, [.. evictions.Select(eviction => eviction.JobUid)]));
        return evictions;
    }

    private static IEnumerable<HoldingJob> Running(ClusterSnapshot seen) => seen.Holding.Where(job => !job.Stopping);

    private static IEnumerable<Eviction> BrokenGangs(ClusterSnapshot seen, NodeInventory nodes)
    {
        // An unknown size means that the cloud was not read: then a node missing from the list proves nothing.
        bool listed = seen.Capacity.AskedSize is not null;
        HashSet<int> lost = [.. nodes.LostNow];

        foreach (HoldingJob job in Running(seen))
        {
            foreach (int ordinal in job.Nodes)
            {
                string? trouble = lost.Contains(ordinal) ? "lost"
                    : listed && nodes.IsLeavingOrGone(ordinal) ? "gone"
                    : nodes.IsNoticed(ordinal) ? "about to be taken away"
                    : null;
                if (trouble is not null)
                {
                    yield return new Eviction(job.Uid, Requeue: true, $"node {ordinal} is {trouble}", NodeLost: true);
                    break;
                }
            }
        }
    }

    private static IEnumerable<Eviction> TakenBack(ClusterSnapshot seen, NodeInventory nodes, Surplus surplus, HashSet<string> evicted)
    {
        ScaleTarget scale = seen.Scale;
        if (scale.Automatic || scale.OnDeallocation == DeallocationOption.WaitForJobCompletion || seen.Capacity.AskedSize is null)
            yield break;

        int missing = surplus.FromJobs - seen.Holding.Where(job => job.Stopping || evicted.Contains(job.Uid)).Sum(nodes.Existing);

        foreach (
            HoldingJob job in Running(seen)
                .Where(job => !evicted.Contains(job.Uid))
                .OrderByDescending(job => job.Nodes.DefaultIfEmpty(-1).Max()))
        {
            if (missing <= 0)
                yield break;

            missing -= nodes.Existing(job);
            yield return new Eviction(
                job.Uid,
                scale.OnDeallocation == DeallocationOption.Requeue,
                $"the cluster is resized to {scale.Maximum}");
        }
    }
}
