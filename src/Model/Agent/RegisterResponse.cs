namespace BatchAi.Model;

/// <summary>The node's name, its token, and what to set up before it takes jobs.</summary>
public sealed record RegisterResponse
{
    /// <summary>For example <c>tvm-1_3-20261123t131500z-d</c>.</summary>
    public required string NodeId { get; init; }

    /// <summary>Bearer token for this node's other calls; a secret.</summary>
    public required string Token { get; init; }

    /// <summary>Raised by one at every new boot id; an agent of an older epoch gets 410.</summary>
    public required int Epoch { get; init; }

    public required NodeSetupLaunch Setup { get; init; }
}
