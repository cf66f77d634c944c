using BatchAi.Activities;

namespace BatchAi.Api.Tests;

/// <summary>No agent is what it says.</summary>
internal sealed class NobodyProves : INodeIdentity
{
    public Task<bool> ProvesAsync(string scaleSet, string instanceId, string proof, CancellationToken cancellation) => Task.FromResult(false);
}
