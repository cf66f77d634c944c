namespace BatchAi.Activities;

/// <summary>How many more nodes the quota allowed when it was read.</summary>
public sealed record FleetQuota(int NodesLeft, string Text, DateTimeOffset ReadAt);
