namespace BatchAi.Faults;

/// <summary>
/// Lets every attempt of every call to Azure Resource Manager pass a fail point named for its method and the type of resource, as in
/// <c>arm/POST/virtualMachineScaleSets/delete</c>.
/// </summary>
public sealed class FailPointHandler(FailPoints points, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        points.PassAsync(NameOf(request.Method, request.RequestUri!), () => base.SendAsync(request, cancellationToken));

    /// <summary>Without the names in the path: <c>…/providers/Microsoft.Compute/TYPE/name/TYPE/name/action</c>.</summary>
    public static string NameOf(HttpMethod method, Uri address)
    {
        IEnumerable<string> types = address.Segments
            .Select(segment => segment.TrimEnd('/'))
            .SkipWhile(segment => segment != "providers")
            .Skip(2)
            .Where((_, index) => index % 2 == 0);
        return $"arm/{method}/{string.Join('/', types)}";
    }
}
