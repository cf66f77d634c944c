namespace BatchAi.Simulation;

/// <summary>A machine that the simulated cloud has given.</summary>
/// <param name="Instance">Its id, never given twice in a world.</param>
/// <param name="IsDead">Its agent never starts.</param>
/// <param name="IsSlow">It takes ten times as long to boot.</param>
public sealed record SimulatedMachine(int Instance, string ClusterUid, bool IsDead, bool IsSlow);
