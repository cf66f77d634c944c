namespace BatchAi.Model;

/// <summary>References to other resources by their full id.</summary>
internal static class ReferenceRules
{
    /// <summary>A required reference to any Azure resource.</summary>
    public static void Check(Place at, ResourceReference? reference)
    {
        if (
            at.Has(reference)
            && at["id"].HasText(reference.Id)
            && !reference.Id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
            at["id"].Refuse("must be a full resource id beginning with /subscriptions/");
    }

    public static void CheckCluster(Place at, ResourceReference? reference)
    {
        if (at.Has(reference) && at["id"].HasText(reference.Id) && !ClusterId.TryParse(reference.Id, out _))
            at["id"]
                .Refuse(
                    "must be the id of a cluster: /subscriptions/S/resourceGroups/G/providers/Microsoft.BatchAI/workspaces/W/clusters/C");
    }

    public static void CheckFileServer(Place at, ResourceReference? reference)
    {
        if (at.Has(reference) && at["id"].HasText(reference.Id) && !FileServerId.TryParse(reference.Id, out _))
            at["id"]
                .Refuse(
                    "must be the id of a file server: "
                    + "/subscriptions/S/resourceGroups/G/providers/Microsoft.BatchAI/workspaces/W/fileServers/F"
                );
    }
}
