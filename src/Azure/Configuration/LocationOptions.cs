namespace BatchAi.AzureAdapters;

/// <summary>A region clusters may be made in.</summary>
public sealed class LocationOptions
{
    /// <summary>For example <c>eastus</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Resource id of the subnet of the nodes there whose cluster names none.</summary>
    public string SubnetId { get; set; } = "";
}
