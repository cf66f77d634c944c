namespace BatchAi.Activities;

/// <summary>A job row before and after a decision; the key changes when the job moves between queue and nodes.</summary>
public sealed record JobChange(Row<JobFacts> Before, JobFacts After)
{
    /// <summary>The writes, one or two, that belong into one transaction.</summary>
    public IReadOnlyList<EntityWrite> Writes
    {
        get
        {
            string key = After.Fence > 0 || After.Result is not null ? FactKeys.Run(After.Uid) : FactKeys.Queue(After.Priority, After.CreatedAt, After.Uid);
            return key == Before.Key
                ? [RowStoreExtensions.Replace(Before with { Value = After })]
                : [RowStoreExtensions.Delete(Before), RowStoreExtensions.Insert(key, After)];
        }
    }
}
