namespace BatchAi.Model;

/// <summary>What is done to a node before it takes jobs.</summary>
public sealed record NodeSetup
{
    public SetupTask? SetupTask { get; init; }

    public MountVolumes? MountVolumes { get; init; }

    public PerformanceCountersSettings? PerformanceCountersSettings { get; init; }
}
