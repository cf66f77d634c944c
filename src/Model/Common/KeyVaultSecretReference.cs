namespace BatchAi.Model;

/// <summary>A secret in a Key Vault.</summary>
public sealed record KeyVaultSecretReference
{
    public ResourceReference? SourceVault { get; init; }

    /// <summary>https://{vault}/secrets/{name}, with or without version.</summary>
    public string? SecretUrl { get; init; }
}
