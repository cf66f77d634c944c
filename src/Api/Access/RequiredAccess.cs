namespace BatchAi.Api;

/// <summary>Metadata of an endpoint: what calling it does, and to which type of resource.</summary>
public sealed record RequiredAccess(ResourceType Type, AccessAction Action)
{
    /// <summary>The operation's name in Azure's role definitions, for example <c>Microsoft.BatchAI/workspaces/clusters/write</c>.</summary>
    public string Operation => $"Microsoft.BatchAI/{Type.Name}/{Action.Name}";
}
