using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Finds the node that a token belongs to.</summary>
public sealed class NodeSessions(FactStore facts)
{
    /// <exception cref="ApiException">401: the token is not the node's. 410: there is no such node.</exception>
    public async Task<Row<NodeFacts>> RequireAsync(NodeToken token, CancellationToken cancellation)
    {
        Row<NodeFacts> node = await FindAsync(token, cancellation);
        Require(token, node);
        return node;
    }

    /// <summary>The node a token names, which need not be its own.</summary>
    /// <exception cref="ApiException">410: there is no such node.</exception>
    public async Task<Row<NodeFacts>> FindAsync(NodeToken token, CancellationToken cancellation) =>
        await facts.NodeAsync(token.ClusterUid, token.Ordinal, cancellation) ?? throw NodeErrors.Gone;

    /// <exception cref="ApiException">401: the token is not the node's.</exception>
    public static void Require(NodeToken token, Row<NodeFacts> node)
    {
        if (!token.Matches(node.Value.TokenHash))
            throw NodeErrors.UnknownToken;
    }
}
