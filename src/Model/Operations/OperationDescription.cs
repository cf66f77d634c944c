namespace BatchAi.Model;

/// <summary>One thing a client may be allowed to do; element of <c>GET /providers/Microsoft.BatchAI/operations</c>.</summary>
public sealed record OperationDescription
{
    public required string Name { get; init; }

    public required OperationDisplay Display { get; init; }

    public required string Origin { get; init; }
}

/// <summary>An operation in words.</summary>
public sealed record OperationDisplay
{
    public required string Provider { get; init; }

    public required string Operation { get; init; }

    public required string Resource { get; init; }

    public required string Description { get; init; }
}
