using Microsoft.Extensions.Configuration;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>A configuration that is right, to be made wrong in one place.</summary>
internal static class Settings
{
    public const string Subscription = "11111111-2222-3333-4444-555555555555";
    public const string Tenant = "99999999-2222-3333-4444-555555555555";
    public const string NodeClient = "77777777-2222-3333-4444-555555555555";
    public const string Subnet =
        $"/subscriptions/{Subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";

    public static Dictionary<string, string?> Good() =>
        new()
        {
            ["BatchAi:SubscriptionId"] = Subscription,
            ["BatchAi:NodesResourceGroup"] = "batchai-nodes",
            ["BatchAi:Locations:0:Name"] = "eastus",
            ["BatchAi:Locations:0:SubnetId"] = Subnet,
            ["BatchAi:Locations:1:Name"] = "westeurope",
            ["BatchAi:Locations:1:SubnetId"] = Subnet + "-eu",
            ["BatchAi:PublicBaseUrl"] = "https://batchai.example",
            ["BatchAi:Auth"] = "entra",
            ["BatchAi:TenantId"] = Tenant,
            ["BatchAi:Audience"] = "api://batchai",
            ["BatchAi:Storage:AccountName"] = "batchaistate",
            ["BatchAi:KeyVaultUri"] = "https://batchai.vault.azure.net/",
            ["BatchAi:NodeIdentityId"] =
                $"/subscriptions/{Subscription}/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes",
            ["BatchAi:NodeIdentityClientId"] = NodeClient,
            ["BatchAi:AgentUri"] = "https://batchaistate.blob.core.windows.net/agent/node-agent",
            ["BatchAi:AgentSha256"] = new string('a', 64),
            ["AZURE_CLIENT_ID"] = "88888888-2222-3333-4444-555555555555",
        };

    /// <param name="changes">Keys below <c>BatchAi:</c> and their values; null takes a key away.</param>
    public static IConfiguration With(params IReadOnlyList<(string Key, string? Value)> changes)
    {
        Dictionary<string, string?> settings = Good();
        foreach ((string key, string? value) in changes)
            settings[$"BatchAi:{key}"] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(settings.Where(setting => setting.Value is not null)).Build();
    }
}
