namespace BatchAi.Model;

/// <summary>How much of a quota is used.</summary>
public sealed record Usage
{
    public required string Unit { get; init; }

    public required int CurrentValue { get; init; }

    public required long Limit { get; init; }

    public required UsageName Name { get; init; }
}

/// <summary>Name of a quota.</summary>
public sealed record UsageName
{
    public required string Value { get; init; }

    public required string LocalizedValue { get; init; }
}
