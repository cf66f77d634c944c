namespace BatchAi.Activities;

/// <summary>A write to the scale set: committed before it is begun, so that at most one is under way.</summary>
/// <param name="Fence">The decision that asked for it; a late duplicate carries an old one and does nothing.</param>
/// <param name="Size">The size wanted (raise).</param>
/// <param name="Seen">The size last seen when it was decided (raise).</param>
/// <param name="Ordinals">The nodes to go (remove).</param>
/// <param name="OperationUrl">Null until the cloud has accepted it.</param>
public sealed record FleetWork(FleetAction Action, long Fence, int Size, int Seen, IReadOnlyList<int> Ordinals, DateTimeOffset Since, string? OperationUrl = null);
