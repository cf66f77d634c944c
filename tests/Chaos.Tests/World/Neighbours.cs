using System.Diagnostics.CodeAnalysis;
using BatchAi.Activities;
using BatchAi.Model;

namespace BatchAi.Chaos.Tests;

/// <summary>The rest of the boundary, as simple as it can be.</summary>
internal sealed class Neighbours : INodeSizes, INodeBootstrap, INodeIdentity
{
    public bool TryResolve(string asked, [NotNullWhen(true)] out NodeSize? size, [NotNullWhen(false)] out string? why)
    {
        (size, why) = (new NodeSize(asked, 2, 0, "test"), null);
        return true;
    }

    public string CustomDataFor(string clusterUid) => clusterUid;

    public Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation) => Task.FromResult(request.Proof == "proof");
}
