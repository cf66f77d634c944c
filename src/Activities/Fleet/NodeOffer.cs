namespace BatchAi.Activities;

/// <summary>The answer to what a cluster asks for.</summary>
public abstract record NodeOffer
{
    private NodeOffer() { }

    /// <summary>It can be had, as these.</summary>
    public sealed record Offered(NodeSize Size, FleetImage Image) : NodeOffer;

    /// <summary>It cannot be had.</summary>
    /// <param name="Target">The property of the request that is in the way, for example <c>properties.vmSize</c>.</param>
    /// <param name="Why">A sentence that says what is allowed.</param>
    public sealed record Refused(string Target, string Why) : NodeOffer;
}
