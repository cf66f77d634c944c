using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Finds the node that a token belongs to.</summary>
public sealed class NodeSessions(FactStore facts)
{
    /// <exception cref="ApiException">
    /// 401: the token is malformed or not the node's. 410: there is no such node, or it was issued to an earlier boot.
    /// </exception>
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

/// <summary>How an agent's call is refused (docs/agent-protocol.md).</summary>
internal static class NodeErrors
{
    public static ApiException UnknownToken { get; } = Error(401, "NodeTokenUnknown", "The node's token is not known; register again.");

    public static ApiException Gone { get; } =
        Error(410, "NodeGone", "This instance is not, or no longer, a node of the cluster; stop everything.");

    public static ApiException OldEpoch { get; } =
        Error(410, "NodeEpochOld", "A newer boot of this instance has registered; stop everything.");

    public static ApiException OtherKey { get; } = Error(409, "NodeKeyMismatch", "Another agent registered this boot with another key.");

    public static ApiException NotProven { get; } =
        Error(401, "NodeNotProven", "The proof does not show that the agent runs on the instance it names.");

    public static ApiException NotHeld { get; } = Error(404, "AttemptNotHeld", "The node does not hold this attempt.");

    private static ApiException Error(int status, string code, string message) =>
        new(status, new CloudErrorBody { Code = code, Message = message });
}
