namespace BatchAi.State;

/// <summary>A cluster the watchdog looks at: one that is awake or has nodes.</summary>
public sealed record ActiveRow(DateTimeOffset Since)
{
    public const string Partition = "active";

    /// <summary>More clusters than a deployment has.</summary>
    private const int Most = 100_000;

    /// <summary>The index, by cluster uid.</summary>
    public static Task<IReadOnlyList<Row<ActiveRow>>> ListAsync(ITableStore store, CancellationToken cancellation) =>
        store.ListAsync<ActiveRow>(Tables.Active, Partition, "", Most, cancellation);
}
