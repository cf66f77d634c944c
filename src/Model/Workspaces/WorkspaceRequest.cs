namespace BatchAi.Model;

/// <summary>Body of workspace create (location required) and update (tags only).</summary>
public sealed record WorkspaceRequest
{
    public string? Location { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
