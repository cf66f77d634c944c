namespace BatchAi.AzureAdapters;

/// <summary>Where the nodes' scale sets are made, and what all of them share.</summary>
public sealed record ComputeFleetOptions
{
    public required string SubscriptionId { get; init; }

    /// <summary>The resource group of the nodes; nothing else lives in it.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>The region whose quota is read, for example <c>eastus</c>.</summary>
    public required string Location { get; init; }

    /// <summary>Address of Azure Resource Manager; other clouds have their own.</summary>
    public Uri ArmEndpoint { get; init; } = new("https://management.azure.com");

    /// <summary>Audience of the token for <see cref="ArmEndpoint"/>.</summary>
    public string ArmAudience { get; init; } = "https://management.azure.com/";

    /// <summary>Version of the scale-set API. Versions from 2024-03-01 give and check ETags; the package's own (2023-07-01) does not.</summary>
    public string ScaleSetApiVersion { get; init; } = "2024-07-01";

    /// <summary>Subnet of the nodes of clusters that name none.</summary>
    public string? DefaultSubnetId { get; init; }

    /// <summary>Identity the nodes' agents prove themselves with; null for none.</summary>
    public string? UserAssignedIdentityId { get; init; }

    /// <summary>How often a throttled or lost request is sent again before it becomes an exception.</summary>
    public int MaxRetries { get; init; } = 3;
}
