using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Finds the node that a token belongs to.</summary>
public sealed class NodeSessions(FactStore facts)
{
    /// <exception cref="ApiException">401: the token is malformed or not the node's. 410: there is no such node, or it was issued to an earlier boot.</exception>
    public async Task<Row<NodeFacts>> RequireAsync(NodeToken? token, CancellationToken cancellation)
    {
        if (token is null)
            throw NodeErrors.UnknownToken;

        Row<NodeFacts> node = await facts.NodeAsync(token.ClusterUid, token.Ordinal, cancellation) ?? throw NodeErrors.Gone;
        // Told to register again, the agent of an earlier boot would take the node back from the present one.
        if (token.Epoch < node.Value.Epoch)
            throw NodeErrors.OldEpoch;

        return token.Matches(node.Value.TokenHash) ? node : throw NodeErrors.UnknownToken;
    }
}
