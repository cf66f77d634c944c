namespace BatchAi.AzureAdapters;

/// <summary>Which quota counts the nodes of a size, and how much of it one node takes.</summary>
public sealed record NodeSizeQuota(string Name, int PerNode)
{
    /// <summary>Azure writes the names of its quotas now with spaces and underscores, now without.</summary>
    public bool IsNamed(string usage) => Plain(usage) == Plain(Name);

    private static string Plain(string name) => name.Replace(" ", "").Replace("_", "").ToUpperInvariant();
}
