namespace BatchAi.Activities;

/// <summary>How much of a quota is used; the unit is what the cloud counts (cores on Azure, GPUs or cores locally).</summary>
/// <param name="Name">For example <c>Standard NCASv3_T4 Family vCPUs</c>, or <c>GPUs</c>.</param>
/// <param name="PerNode">How much one node of the size takes.</param>
/// <param name="ReadAt">When the cloud said so; a reading may be kept for a few seconds.</param>
public sealed record QuotaReading(string Name, int Used, int Limit, int PerNode, DateTimeOffset ReadAt)
{
    /// <summary>How many more nodes fit.</summary>
    public int NodesLeft => PerNode <= 0 ? int.MaxValue : Math.Max(0, Limit - Used) / PerNode;
}
