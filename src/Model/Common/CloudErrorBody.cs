namespace BatchAi.Model;

/// <summary>Why a request was refused.</summary>
public sealed record CloudErrorBody
{
    /// <summary>Stable; what programs branch on.</summary>
    public string? Code { get; init; }

    /// <summary>What was wrong, where, and what is allowed.</summary>
    public string? Message { get; init; }

    /// <summary>The property that was wrong.</summary>
    public string? Target { get; init; }

    public IReadOnlyList<CloudErrorBody>? Details { get; init; }
}
