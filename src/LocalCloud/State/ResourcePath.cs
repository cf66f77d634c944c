namespace BatchAi.LocalCloud;

/// <summary>Where a resource is.</summary>
internal readonly record struct ResourcePath(string Subscription, string ResourceGroup, ResourceType Type, string Name)
{
    public string Id => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/{Type.FullName}/{Name}";

    /// <summary>Reads the id of a resource out of a body; null when it is no id of something that the local cloud keeps.</summary>
    public static ResourcePath? Parse(string? id) =>
        id?.Split('/') is ["", var subscriptions, var subscription, var groups, var group, var providers, var provider, var type,
        { Length: > 0 } name]
        && subscriptions.Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
        && groups.Equals("resourceGroups", StringComparison.OrdinalIgnoreCase)
        && providers.Equals("providers", StringComparison.OrdinalIgnoreCase)
        && ResourceType.Find(provider, type) is { } known
            ? new ResourcePath(subscription, group, known, name)
            : null;

    /// <summary>Names on Azure are case-insensitive.</summary>
    public bool Names(CloudResource resource) => Id.Equals(resource.Id, StringComparison.OrdinalIgnoreCase);
}
