namespace BatchAi.Model;

/// <summary>An image and where it is pulled from.</summary>
public sealed record ImageSourceRegistry
{
    /// <summary>Docker Hub when absent.</summary>
    public string? ServerUrl { get; init; }

    public string? Image { get; init; }

    public PrivateRegistryCredentials? Credentials { get; init; }
}
