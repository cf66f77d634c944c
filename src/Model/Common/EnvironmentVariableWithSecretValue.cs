namespace BatchAi.Model;

/// <summary>A variable whose value is never returned; exactly one of value and reference is given.</summary>
public sealed record EnvironmentVariableWithSecretValue
{
    public string? Name { get; init; }

    /// <summary>Write-only: stored apart, encrypted.</summary>
    public string? Value { get; init; }

    public KeyVaultSecretReference? ValueSecretReference { get; init; }
}
