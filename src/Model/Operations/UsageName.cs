namespace BatchAi.Model;

/// <summary>Name of a quota.</summary>
public sealed record UsageName
{
    public required string Value { get; init; }

    public required string LocalizedValue { get; init; }
}
