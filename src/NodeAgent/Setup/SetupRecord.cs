using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>How the set-up of this node ended; absent until it has.</summary>
internal sealed record SetupRecord
{
    public required NodeStatus Status { get; init; }

    public BatchAIError? Problem { get; init; }
}
