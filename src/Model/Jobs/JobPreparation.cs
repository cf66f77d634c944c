namespace BatchAi.Model;

/// <summary>Runs on every node before the toolkit.</summary>
public sealed record JobPreparation
{
    public string? CommandLine { get; init; }
}
