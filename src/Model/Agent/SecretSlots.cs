namespace BatchAi.Model;

/// <summary>
/// Names the places in a body where a secret can stand. The value is taken out of the document, kept apart, and given
/// to agents beside it under the same name.
/// </summary>
public static class SecretSlots
{
    public static string Variable(string name) => $"secrets/{name}";

    public static string SetupVariable(string name) => $"nodeSetup/setupTask/secrets/{name}";

    public static string FileShareKey(int index) => $"mountVolumes/azureFileShares/{index}/accountKey";

    public static string BlobKey(int index) => $"mountVolumes/azureBlobFileSystems/{index}/accountKey";

    public const string RegistryPassword = "containerSettings/imageSourceRegistry/credentials/password";

    public const string AdminPassword = "userAccountSettings/adminUserPassword";

    public const string InstrumentationKey = "nodeSetup/performanceCountersSettings/appInsightsReference/instrumentationKey";
}
