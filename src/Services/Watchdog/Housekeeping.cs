using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Keeps what would grow for ever within bounds, a few hundred rows a round: ended orchestrations, operations,
/// journals, handled messages.
/// </summary>
public sealed class Housekeeping(
    ITableStore store,
    OperationStore operations,
    MessageLog messages,
    IOrchestrationClient orchestrations,
    ClusterTiming timing,
    TimeProvider clock)
{
    /// <summary>Most rows removed of each kind in one round.</summary>
    public const int PerRound = 200;

    /// <exception cref="RoundFailedException">Something could not be removed; all else was.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Round round = new(cancellation);
        await round.TryAsync(
            "Ended orchestrations",
            token => orchestrations.PurgeAsync(clock.GetUtcNow() - timing.KeepHistory, PerRound, token));
        await round.TryAsync("Ended operations", token => operations.PurgeAsync(PerRound, token));
        await round.TryAsync("Handled messages", token => messages.PurgeAsync(PerRound, token));
        await round.TryAsync("Journals", async token =>
        {
            foreach (Row<ActiveRow> active in await ActiveRow.ListAsync(store, token))
                await round.TryAsync($"Journal of cluster {active.Key}", _ => TrimJournalAsync(active.Key, token));
        });
        round.ThrowIfFailed();
    }

    /// <summary>The oldest come first, so one short page shows whether there is anything to do.</summary>
    private async Task TrimJournalAsync(string clusterUid, CancellationToken cancellation)
    {
        DateTimeOffset oldest = clock.GetUtcNow() - timing.KeepJournal;
        IReadOnlyList<Row<JournalRow>> rows = await store.ListAsync<JournalRow>(
            Tables.Facts,
            clusterUid,
            FactKeys.JournalPrefix,
            PerRound,
            cancellation);
        foreach (Row<JournalRow>[] slice in rows.Where(row => row.Value.At < oldest).Chunk(StoreLimits.MaxWrites))
            await store.CommitAsync(Tables.Facts, clusterUid, [.. slice.Select(RowStoreExtensions.Delete)], cancellation);
    }
}
