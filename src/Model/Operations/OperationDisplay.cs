namespace BatchAi.Model;

/// <summary>An operation in words.</summary>
public sealed record OperationDisplay
{
    public required string Provider { get; init; }

    public required string Operation { get; init; }

    public required string Resource { get; init; }

    public required string Description { get; init; }
}
