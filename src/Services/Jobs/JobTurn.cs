using BatchAi.Model;

namespace BatchAi.Services;

/// <summary>Input of one turn of an attempt's orchestration.</summary>
/// <param name="Told">The phase the nodes' assignments are known to show.</param>
public sealed record JobTurn(string ClusterUid, string JobUid, long Fence, int Revival, JobPhase? Told = null);
