namespace BatchAi.Model;

/// <summary>Reported back as an empty object.</summary>
public sealed record AzureStorageCredentialsInfo
{
    /// <summary>Write-only.</summary>
    public string? AccountKey { get; init; }

    public KeyVaultSecretReference? AccountKeySecretReference { get; init; }
}
