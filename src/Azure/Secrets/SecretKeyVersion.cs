namespace BatchAi.AzureAdapters;

/// <summary>Which version of the vault's secret is the key of stored secrets.</summary>
internal sealed record SecretKeyVersion(string Version);
