namespace BatchAi.AzureAdapters;

/// <summary>What every node of a deployment is told at its first boot; none of it is secret.</summary>
public sealed record NodeCloudInitOptions
{
    /// <summary>Where the agents find the API (<c>BatchAi__PublicBaseUrl</c>).</summary>
    public required Uri PublicBaseUrl { get; init; }

    /// <summary>The blob with the agent (<c>BatchAi__AgentUri</c>); https, readable by the nodes' identity.</summary>
    public required Uri AgentUri { get; init; }

    /// <summary>SHA-256 of the agent in hex (<c>BatchAi__AgentSha256</c>).</summary>
    public required string AgentSha256 { get; init; }

    /// <summary>Client id of the nodes' user-assigned identity (<c>BatchAi__NodeIdentityClientId</c>).</summary>
    public required string IdentityClientId { get; init; }

    /// <summary>
    /// The deployment's storage account, whose container <c>data</c> nodes mount with their identity
    /// (<c>BatchAi__Storage__AccountName</c>); null where there is none.
    /// </summary>
    public string? StorageAccountName { get; init; }

    /// <summary>
    /// The domain of the cloud's storage accounts (<c>BatchAi__Cloud__StorageSuffix</c>), such as
    /// <c>core.windows.net</c>; null leaves it to the agent, which knows the public cloud's.
    /// </summary>
    public string? StorageSuffix { get; init; }
}
