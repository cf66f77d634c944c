namespace BatchAi.Model;

/// <summary>The body of every refused request.</summary>
public sealed record CloudError
{
    public CloudErrorBody? Error { get; init; }
}
