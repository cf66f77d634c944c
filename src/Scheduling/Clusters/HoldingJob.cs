namespace BatchAi.Scheduling;

/// <summary>A job that holds nodes.</summary>
/// <param name="Stopping">True once it no longer needs the nodes and only cleans up.</param>
/// <param name="EstimatedEnd">Latest time at which it gives the nodes back, by its wall-clock limit.</param>
public sealed record HoldingJob(string Uid, IReadOnlyList<int> Nodes, bool Stopping, DateTimeOffset EstimatedEnd);
