namespace BatchAi.Activities;

/// <summary>Fleet work of one cluster.</summary>
public sealed record FleetOrder(string ClusterUid, FleetWork Work);
