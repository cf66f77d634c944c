namespace BatchAi.Model;

/// <summary>Time that nodes spent in one state.</summary>
public sealed record StateUsage
{
    /// <summary>preparing, idle, running, unusable or leaving.</summary>
    public required string State { get; init; }

    public required double NodeHours { get; init; }
}
