namespace BatchAi.Services;

/// <summary>What the nodes of this host cannot do, so that a job which needs it is refused before nodes are taken for it.</summary>
public interface INodeAbilities
{
    /// <summary>Why no node runs a job with containerSettings, and what to do: reads on from a colon; null where nodes run them.</summary>
    string? WhyNoContainers { get; }
}

/// <summary>Nodes that run whatever is asked for, or say themselves what they cannot.</summary>
public sealed class AbleNodes : INodeAbilities
{
    public string? WhyNoContainers => null;
}

/// <summary>Nodes without a container runtime.</summary>
/// <param name="why">Why, and what to do.</param>
public sealed class NodesWithoutContainers(string why) : INodeAbilities
{
    public string WhyNoContainers => why;
}
