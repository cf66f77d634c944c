namespace BatchAi.Model;

/// <summary>What a GET answers for any resource: its id, name and type beside its properties. Absent values are omitted.</summary>
public sealed record WireResource<TProperties>
{
    /// <summary>The Azure Resource Manager id.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>For example <c>Microsoft.BatchAI/workspaces/clusters</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Workspaces only; the others live where their workspace lives.</summary>
    public string? Location { get; init; }

    /// <summary>Workspaces only.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public required TProperties Properties { get; init; }
}
