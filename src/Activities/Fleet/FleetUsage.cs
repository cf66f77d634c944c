namespace BatchAi.Activities;

/// <summary>How much of one quota of a location is used.</summary>
/// <param name="Name">As Batch AI named its quotas, for example <c>Standard NCASv3_T4 Family Cluster Dedicated vCPUs</c>.</param>
/// <param name="ShownName">The same for people.</param>
public sealed record FleetUsage(string Name, string ShownName, int Used, long Limit);
