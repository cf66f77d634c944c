namespace BatchAi.Functions.Tests;

/// <summary>Application settings of a deployment with key sign-in.</summary>
internal static class WorkerSettings
{
    public const string Subscription = "11111111-1111-1111-1111-111111111111";

    public const string Location = "eastus";

    public const string PublicBaseUrl = "https://batchai.example/front";

    public const string ApiKey = "0123456789abcdef0123456789abcdef";

    /// <param name="storage">Connection string of the account that host and app share.</param>
    public static Dictionary<string, string> For(string storage) => new()
    {
        ["AzureWebJobsStorage"] = storage,
        ["BatchAi__SubscriptionId"] = Subscription,
        ["BatchAi__NodesResourceGroup"] = "nodes",
        ["BatchAi__Locations__0__Name"] = Location,
        ["BatchAi__Locations__0__SubnetId"] =
            $"/subscriptions/{Subscription}/resourceGroups/app/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes",
        ["BatchAi__PublicBaseUrl"] = PublicBaseUrl,
        ["BatchAi__Auth"] = "key",
        ["BatchAi__ApiKey"] = ApiKey,
        ["BatchAi__TenantId"] = "22222222-2222-2222-2222-222222222222",
        ["BatchAi__Storage__ConnectionString"] = storage,
        ["BatchAi__KeyVaultUri"] = "https://vault.vault.azure.net/",
        ["BatchAi__NodeIdentityId"] =
            $"/subscriptions/{Subscription}/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes",
        ["BatchAi__NodeIdentityClientId"] = "44444444-4444-4444-4444-444444444444",
        ["BatchAi__AgentUri"] = "https://account.blob.core.windows.net/agent/agent",
        ["BatchAi__AgentSha256"] = new string('a', 64),
    };
}
