using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Writes one slice of a gang's assignments, or takes them away. Only lower fences and lower phases are replaced, so
/// that a late duplicate changes nothing.
/// </summary>
public sealed class WriteAssignments(ITableStore store, IAssignmentSignal signal) : IActivity<AssignmentSlice, Done>
{
    /// <summary>Nodes in a slice: one transaction.</summary>
    public const int SliceSize = StoreLimits.MaxWrites;

    public async Task<Done> RunAsync(AssignmentSlice slice, CancellationToken cancellation)
    {
        while (true)
        {
            Dictionary<string, Row<AssignmentFacts>> current = await CurrentAsync(slice, cancellation);
            List<EntityWrite> writes = [.. slice.Ordinals.Select(ordinal => Write(slice, ordinal, current)).OfType<EntityWrite>()];
            if (writes.Count == 0)
                return Done.Instance;

            if (await store.CommitAsync(Tables.Assignments, slice.ClusterUid, writes, cancellation) is CommitOutcome.Committed)
            {
                await signal.ChangedAsync(slice.ClusterUid, slice.Ordinals, cancellation);
                return Done.Instance;
            }
        }
    }

    private async Task<Dictionary<string, Row<AssignmentFacts>>> CurrentAsync(AssignmentSlice slice, CancellationToken cancellation)
    {
        string from = FactKeys.Assignment(slice.Ordinals.Min());
        string to = FactKeys.Assignment(slice.Ordinals.Max() + 1);
        IReadOnlyList<Row<AssignmentFacts>> rows = await store.ListBetweenAsync<AssignmentFacts>(
            Tables.Assignments,
            slice.ClusterUid,
            from,
            to,
            cancellation);
        return rows.ToDictionary(row => row.Key);
    }

    private static EntityWrite? Write(AssignmentSlice slice, int ordinal, Dictionary<string, Row<AssignmentFacts>> rows)
    {
        string key = FactKeys.Assignment(ordinal);
        Row<AssignmentFacts>? current = rows.GetValueOrDefault(key);
        if (slice.Phase is not { } phase)
            return current is not null && current.Value.Fence <= slice.Fence ? RowStoreExtensions.Delete(current) : null;

        AssignmentFacts wanted = new(slice.JobUid, slice.Fence, phase);
        if (current is null)
            return RowStoreExtensions.Insert(key, wanted);

        bool older = current.Value.Fence < slice.Fence || (current.Value.Fence == slice.Fence && current.Value.Phase < phase);
        return older ? RowStoreExtensions.Replace(current with { Value = wanted }) : null;
    }
}

/// <summary>Part of a gang, and what its nodes should be doing.</summary>
/// <param name="Phase">Null takes the assignments away.</param>
public sealed record AssignmentSlice(string ClusterUid, string JobUid, long Fence, IReadOnlyList<int> Ordinals, JobPhase? Phase);
