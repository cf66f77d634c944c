namespace BatchAi.NodeAgent;

/// <summary>What became of a mount.</summary>
internal abstract record MountOutcome
{
    private MountOutcome() { }

    /// <param name="MountPoint">Where the volume is seen.</param>
    /// <param name="StandIn">The directory that is seen there instead of it; null when it is the volume itself.</param>
    public sealed record Mounted(string MountPoint, string? StandIn = null) : MountOutcome
    {
        public override string ToString() => StandIn is null ? MountPoint : $"{MountPoint}: {StandIn} stands in for it";
    }

    public sealed record Failed(string Reason) : MountOutcome;
}
