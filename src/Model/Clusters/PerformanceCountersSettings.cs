namespace BatchAi.Model;

/// <summary>Where node counters are sent.</summary>
public sealed record PerformanceCountersSettings
{
    public AppInsightsReference? AppInsightsReference { get; init; }
}
