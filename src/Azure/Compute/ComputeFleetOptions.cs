namespace BatchAi.AzureAdapters;

/// <summary>Where the nodes' scale sets are made, and what all of them share.</summary>
public sealed record ComputeFleetOptions
{
    public required string SubscriptionId { get; init; }

    /// <summary>The resource group of the nodes; nothing else lives in it.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Subnets of the nodes of clusters that name none, by location.</summary>
    public IReadOnlyDictionary<string, string> Subnets { get; init; } = new Dictionary<string, string>();

    /// <summary>Address of Azure Resource Manager; other clouds have their own.</summary>
    public Uri ArmEndpoint { get; init; } = AzureCloud.Public.ArmEndpoint;

    /// <summary>Audience of the token for <see cref="ArmEndpoint"/>.</summary>
    public string ArmAudience { get; init; } = AzureCloud.Public.ArmAudience;

    /// <summary>
    /// Version of the API of scale sets and virtual machines. Versions from 2024-03-01 give and check ETags; the package's own (2023-07-01)
    /// does not.
    /// </summary>
    public string ScaleSetApiVersion { get; init; } = "2024-07-01";

    /// <summary>Version of the API of disks.</summary>
    public string DiskApiVersion { get; init; } = "2024-03-02";

    /// <summary>Version of the API of network interfaces, public addresses and network security groups.</summary>
    public string NetworkApiVersion { get; init; } = "2024-05-01";

    /// <summary>Identity the nodes' agents prove themselves with; null for none.</summary>
    public string? UserAssignedIdentityId { get; init; }

    /// <summary>Whether each node gets a public address, which comes and goes with it.</summary>
    public bool PublicIp { get; init; }

    /// <summary>How long a reading of a location's quotas may be used again: clusters that grow at once share it.</summary>
    public TimeSpan UsagesKept { get; init; }

    /// <summary>How often a throttled or lost request is sent again before it becomes an exception.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The subnet that is asked for, or else the one of the location; null when neither is known.</summary>
    public string? SubnetOf(string location, string? asked) =>
        asked ?? Subnets.FirstOrDefault(known => LocationNames.Comparer.Equals(known.Key, location)).Value;
}
