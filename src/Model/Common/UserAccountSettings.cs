namespace BatchAi.Model;

/// <summary>The admin account made on every node.</summary>
public sealed record UserAccountSettings
{
    public string? AdminUserName { get; init; }

    public string? AdminUserSshPublicKey { get; init; }

    /// <summary>Write-only.</summary>
    public string? AdminUserPassword { get; init; }
}
