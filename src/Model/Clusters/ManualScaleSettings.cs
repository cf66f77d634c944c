namespace BatchAi.Model;

/// <summary>A fixed number of nodes.</summary>
public sealed record ManualScaleSettings
{
    /// <summary>Required; 0 or more.</summary>
    public int? TargetNodeCount { get; init; }

    /// <summary>Requeue when absent.</summary>
    public DeallocationOption? NodeDeallocationOption { get; init; }
}
