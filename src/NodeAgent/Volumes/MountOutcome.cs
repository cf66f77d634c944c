namespace BatchAi.NodeAgent;

/// <summary>What became of a mount.</summary>
internal abstract record MountOutcome
{
    private MountOutcome() { }

    /// <param name="MountPoint">Where the volume is seen.</param>
    /// <param name="StandIn">What is seen there, for the log.</param>
    public sealed record Mounted(string MountPoint, string StandIn) : MountOutcome;

    public sealed record Failed(string Reason) : MountOutcome;
}
