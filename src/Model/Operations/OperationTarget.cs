namespace BatchAi.Model;

/// <summary>What a long-running operation was about.</summary>
public sealed record OperationTarget
{
    /// <summary>Names joined by dollar signs, not an Azure Resource Manager id.</summary>
    public required string ResourceId { get; init; }
}
