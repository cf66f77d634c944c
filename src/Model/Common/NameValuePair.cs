namespace BatchAi.Model;

/// <summary>A detail of an error.</summary>
public sealed record NameValuePair
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}
