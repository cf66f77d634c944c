namespace BatchAi.Model;

/// <summary>Exactly one of the two.</summary>
public sealed record ScaleSettings
{
    public ManualScaleSettings? Manual { get; init; }

    public AutoScaleSettings? AutoScale { get; init; }
}
