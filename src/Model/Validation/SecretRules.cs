namespace BatchAi.Model;

/// <summary>
/// A secret is given as a value. The runtime contract, section 15, knows Key Vault references, too; nothing here resolves them; one that
/// was taken would be a job that fails on its node, so they are refused. Whoever makes them be resolved admits vaults of the cloud's own
/// domain only.
/// </summary>
internal static class SecretRules
{
    public static void Check(Place at, string valueName, string? value, string referenceName, KeyVaultSecretReference? reference)
    {
        if (value is null && reference is null)
            at.Refuse($"must have {valueName} or {referenceName}");
        else if (value is not null && reference is not null)
            at.Refuse($"must have only one of {valueName} and {referenceName}");
        else if (reference is not null)
            at[referenceName].Refuse($"must be left out, and {valueName} be given: this service does not read secrets from key vaults");
        else
            at[valueName].OptionalText(value);
    }
}
