using System.Text;
using BatchAi.Model;
using BatchAi.State;
using Microsoft.AspNetCore.Http;

namespace BatchAi.Api;

/// <summary>Absolute URLs for answers: clients follow them as they are.</summary>
internal sealed class Links(HttpRequest request, ApiOptions options)
{
    public const string SkipToken = "$skipToken";

    /// <summary>Without a trailing slash.</summary>
    public string Base { get; } =
        (options.PublicBaseUrl?.AbsoluteUri ?? (options.BehindProxy ? FromProxy(request) : FromRequest(request))).TrimEnd('/');

    /// <summary>This request again, going on after a token.</summary>
    public string Next(string token)
    {
        StringBuilder link = new($"{Base}{request.Path}?");
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Query)
        {
            if (!name.Equals(SkipToken, StringComparison.OrdinalIgnoreCase))
                link.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(values.ToString())).Append('&');
        }

        return link.Append(SkipToken).Append('=').Append(Uri.EscapeDataString(token)).ToString();
    }

    /// <summary>
    /// The old service had the two names the "wrong" way round, and so have we: Azure-AsyncOperation asks
    /// operationresults.
    /// </summary>
    public string OperationResult(OperationRow operation) => $"{Base}{OperationPath(operation)}/operationresults/{operation.Id}";

    /// <summary>What the Location header points to.</summary>
    public string OperationStatus(OperationRow operation) => $"{Base}{OperationPath(operation)}/operationstatuses/{operation.Id}";

    public static string WithVersion(string url, ApiVersion version) => $"{url}?api-version={version}";

    private static string OperationPath(OperationRow operation) =>
        $"/subscriptions/{Uri.EscapeDataString(operation.Resource.Workspace.Subscription)}/providers/Microsoft.BatchAI/locations/{Uri.EscapeDataString(operation.Location)}";

    private static string FromRequest(HttpRequest request) =>
        $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";

    private static string FromProxy(HttpRequest request)
    {
        string scheme = First(request.Headers["X-Forwarded-Proto"]) is "https" or "http"
            ? First(request.Headers["X-Forwarded-Proto"])!
            : request.Scheme;
        string host =
            First(request.Headers["X-Forwarded-Host"]) is { Length: > 0 } forwarded
            && Uri.CheckHostName(forwarded.Split(':')[0]) is not UriHostNameType.Unknown
                ? forwarded
                : request.Host.ToUriComponent();
        return $"{scheme}://{host}{request.PathBase.ToUriComponent()}";
    }

    /// <summary>A chain of proxies lists what each saw; the first is what the client asked for.</summary>
    private static string? First(string? header) => header?.Split(',')[0].Trim();
}
