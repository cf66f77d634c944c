using Azure.Core.Pipeline;

namespace BatchAi.AzureAdapters;

/// <summary>Sends what the Azure SDK addresses to <c>https://…</c>, whatever the host, to a local cloud over http on loopback.</summary>
/// <remarks>
/// The SDK gives its token only to https addresses; an operation's address kept from an earlier run, on another port,
/// still works.
/// </remarks>
public sealed class LocalArmTransport(Uri localCloud, Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    : HttpClientTransport(Handler(localCloud, around))
{
    private static HttpMessageHandler Handler(Uri localCloud, Func<HttpMessageHandler, HttpMessageHandler>? around) =>
        around is null ? new ToLoopback(localCloud) : around(new ToLoopback(localCloud));

    private sealed class ToLoopback(Uri localCloud)
        : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            base.Send(Redirect(request), cancellationToken);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            base.SendAsync(Redirect(request), cancellationToken);

        private HttpRequestMessage Redirect(HttpRequestMessage request)
        {
            request.RequestUri = new Uri(localCloud, request.RequestUri?.PathAndQuery ?? "/");
            request.Headers.Host = null;
            return request;
        }
    }
}
