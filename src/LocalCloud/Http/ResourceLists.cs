namespace BatchAi.LocalCloud;

/// <summary>Lists of resources, in the order of their names and a page at a time.</summary>
internal sealed class ResourceLists(CloudState state, ResourceJson json, int pageSize)
{
    /// <param name="group">Null for the whole subscription.</param>
    public ArmAnswer List(ResourceType type, string subscription, string? group, ArmRequest request)
    {
        lock (state.Gate)
        {
            // A page begins at a name, so that it goes on right also when resources came or went in between.
            string from = request.Query("$skiptoken") ?? "";
            List<CloudResource> page = [.. AllOf(type)
                .Where(resource => Same(resource.Subscription, subscription) && (group is null || Same(resource.ResourceGroup, group)))
                .Where(resource => string.CompareOrdinal(resource.Key, from) >= 0)
                .Take(pageSize + 1)];
            string here = $"/{string.Join('/', request.Segments)}?api-version={request.Query("api-version")}";
            string? next = page.Count > pageSize
                ? request.Absolute($"{here}&$skiptoken={Uri.EscapeDataString(page[pageSize].Key)}")
                : null;
            return new ArmAnswer(200, ArmJson.List(page.Take(pageSize).Select(json.Of), next));
        }
    }

    private IEnumerable<CloudResource> AllOf(ResourceType type) =>
        type == ResourceType.ScaleSets ? state.ScaleSets
        : type == ResourceType.Machines ? state.Machines
        : state.Parts.Where(part => part.Type == type);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
