namespace BatchAi.Model;

/// <summary>An Azure Resource Manager id in a body (REST contract: ResourceId).</summary>
public sealed record ResourceReference
{
    public string? Id { get; init; }
}
