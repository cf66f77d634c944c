namespace BatchAi.Model;

/// <summary>A secret is given as a value or as a Key Vault reference (runtime contract, section 15).</summary>
internal static class SecretRules
{
    public static void Check(Place at, string valueName, string? value, string referenceName, KeyVaultSecretReference? reference)
    {
        if (value is null && reference is null)
            at.Refuse($"must have {valueName} or {referenceName}");
        else if (value is not null && reference is not null)
            at.Refuse($"must have only one of {valueName} and {referenceName}");
        else
            at[valueName].OptionalText(value);

        if (reference is not null)
            CheckReference(at[referenceName], reference);
    }

    private static void CheckReference(Place at, KeyVaultSecretReference reference)
    {
        ReferenceRules.Check(at["sourceVault"], reference.SourceVault);
        if (at["secretUrl"].HasText(reference.SecretUrl) && !IsHttps(reference.SecretUrl))
            at["secretUrl"].Refuse("must be an https URL such as https://vault/secrets/name");
    }

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps;
}
