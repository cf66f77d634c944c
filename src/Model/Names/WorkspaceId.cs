namespace BatchAi.Model;

/// <summary>Where a workspace lives. Equality is by the exact text; use <see cref="Key"/> to compare as Azure Resource Manager does.</summary>
public sealed record WorkspaceId(string Subscription, string ResourceGroup, string Name)
{
    /// <summary>Lower-case key, the same for every spelling: <c>subscription|group|name</c>.</summary>
    public string Key => $"{Subscription}|{ResourceGroup}|{Name}".ToLowerInvariant();

    /// <summary>The Azure Resource Manager id.</summary>
    public string ArmId => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.BatchAI/workspaces/{Name}";

    /// <inheritdoc/>
    public override string ToString() => ArmId;
}
