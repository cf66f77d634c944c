namespace BatchAi.Model;

/// <summary>An error kept inside a resource, unlike the CloudError of a refused request.</summary>
public sealed record BatchAIError
{
    public string? Code { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<NameValuePair>? Details { get; init; }
}
