namespace BatchAi.Model;

/// <summary>A command line run by bash on the master node.</summary>
public sealed record CustomToolkitSettings
{
    public string? CommandLine { get; init; }
}
