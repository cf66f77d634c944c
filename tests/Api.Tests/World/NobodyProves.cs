using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Api.Tests;

/// <summary>No agent is what it says.</summary>
internal sealed class NobodyProves : INodeIdentity
{
    public Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation) => Task.FromResult(false);
}
