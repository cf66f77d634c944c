namespace BatchAi.Chaos.Tests;

/// <summary>A node's processes of one attempt were started.</summary>
internal sealed record Launch(string JobUid, long Fence, int Instance);
