namespace BatchAi.Model;

/// <summary>A variable given to a task; both parts are required.</summary>
public sealed record EnvironmentVariable
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}
