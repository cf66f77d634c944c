namespace BatchAi.Model;

/// <summary>An image and where it is pulled from.</summary>
public sealed record ImageSourceRegistry
{
    /// <summary>Docker Hub when absent.</summary>
    public string? ServerUrl { get; init; }

    public string? Image { get; init; }

    public PrivateRegistryCredentials? Credentials { get; init; }
}

/// <summary>Sign-in to a registry.</summary>
public sealed record PrivateRegistryCredentials
{
    public string? Username { get; init; }

    /// <summary>Write-only.</summary>
    public string? Password { get; init; }

    public KeyVaultSecretReference? PasswordSecretReference { get; init; }
}
