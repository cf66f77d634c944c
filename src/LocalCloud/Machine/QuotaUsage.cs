namespace BatchAi.LocalCloud;

/// <summary>One line of the quota.</summary>
internal sealed record QuotaUsage(string Name, string LocalizedName, int Used, int Limit);
