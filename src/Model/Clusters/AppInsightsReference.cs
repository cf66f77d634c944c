namespace BatchAi.Model;

/// <summary>An Application Insights component.</summary>
public sealed record AppInsightsReference
{
    public ResourceReference? Component { get; init; }

    /// <summary>Write-only.</summary>
    public string? InstrumentationKey { get; init; }

    public KeyVaultSecretReference? InstrumentationKeySecretReference { get; init; }
}
