namespace BatchAi.Model;

/// <summary>Sign-in to a registry.</summary>
public sealed record PrivateRegistryCredentials
{
    public string? Username { get; init; }

    /// <summary>Write-only.</summary>
    public string? Password { get; init; }

    public KeyVaultSecretReference? PasswordSecretReference { get; init; }
}
