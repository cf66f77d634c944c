using Azure.Core;
using Azure.Identity;

namespace BatchAi.AzureAdapters;

/// <summary>Who the app is to Azure.</summary>
public static class AppIdentity
{
    /// <summary>The setting that names the app's user-assigned identity by client id.</summary>
    public const string ClientIdSetting = "AZURE_CLIENT_ID";

    /// <summary>
    /// With a client id that managed identity and nothing else: on Azure one place decides who the app is. Without,
    /// whoever is signed in on the machine (az, azd, Visual Studio, environment variables), for a developer's own runs.
    /// </summary>
    /// <exception cref="ArgumentException">The client id is no GUID.</exception>
    public static TokenCredential Credential(string? clientId, AzureCloud cloud) =>
        clientId switch
        {
            null or "" => new DefaultAzureCredential(
                new DefaultAzureCredentialOptions { AuthorityHost = cloud.Authority, DisableInstanceDiscovery = cloud.HasOwnAuthority }),
            _ when Guid.TryParse(clientId, out _) => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId)),
            _ => throw new ArgumentException(
                $"{ClientIdSetting} must be the client id of a user-assigned identity, a GUID; found '{clientId}'.",
                nameof(clientId)),
        };
}
