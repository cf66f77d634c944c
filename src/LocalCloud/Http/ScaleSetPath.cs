namespace BatchAi.LocalCloud;

/// <summary>Where a scale set is.</summary>
internal readonly record struct ScaleSetPath(string Subscription, string ResourceGroup, string Name)
{
    public string Id => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/{Name}";

    /// <summary>Names on Azure are case-insensitive.</summary>
    public bool Names(ScaleSet set) => Id.Equals(set.Id, StringComparison.OrdinalIgnoreCase);
}
