namespace BatchAi.Api;

/// <summary>Whose tokens sign callers in: those of one Entra tenant that are for this service.</summary>
/// <param name="TenantId">A GUID.</param>
/// <param name="Audience">The application id URI of this service's registration, or its client id.</param>
/// <param name="Authority">Where the cloud's Entra is, <c>https://login.microsoftonline.com/</c> in the public one.</param>
public sealed record EntraOptions(string TenantId, string Audience, Uri Authority)
{
    private const string UriScheme = "api://";

    /// <summary>The same audience in its other form: tokens name it with or without <c>api://</c>.</summary>
    public string OtherAudience =>
        Audience.StartsWith(UriScheme, StringComparison.Ordinal) ? Audience[UriScheme.Length..] : UriScheme + Audience;

    /// <summary>Where the tenant says by which keys it signs.</summary>
    public string MetadataAddress => $"{Authority}{TenantId}/v2.0/.well-known/openid-configuration";
}
