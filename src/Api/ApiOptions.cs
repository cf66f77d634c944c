namespace BatchAi.Api;

/// <summary>How the API is served.</summary>
public sealed class ApiOptions
{
    /// <summary>What clients reach the API by, for links in answers; may carry a path. Taken from each request when absent.</summary>
    public Uri? PublicBaseUrl { get; set; }

    /// <summary>
    /// A proxy stands before the service and sets <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c>, which links in
    /// answers then begin with. Where none does, anybody may send these headers, so they are ignored.
    /// </summary>
    public bool BehindProxy { get; set; }

    /// <summary>When set, every call but those of node agents needs <c>Authorization: Bearer</c> with it. A secret.</summary>
    public string? Token { get; set; }

    /// <summary>When set, requests that name another subscription find none. Not set, any name is good.</summary>
    public string? Subscription { get; set; }

    /// <summary>
    /// When set, callers are signed in by Entra and not by <see cref="Token"/>, and may do what their roles allow;
    /// agents are neither.
    /// </summary>
    public EntraOptions? Entra { get; set; }

    /// <summary>Largest request body.</summary>
    public int MaxBodyBytes { get; set; } = Model.Limits.MostBodyBytes;
}
