namespace BatchAi.LocalCloud;

/// <summary>One line of the quota.</summary>
internal sealed record Usage(string Name, string LocalizedName, int Used, int Limit);
