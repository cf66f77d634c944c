using System.Net;
using System.Text;
using Azure.Core.Pipeline;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>A service of Azure as a function from request to answer; remembers what was asked.</summary>
internal sealed class Answers(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<string> _asked = [];

    /// <summary>Method and address of each request, in order.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    public HttpPipelineTransport Transport => new HttpClientTransport(this);

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Xml(string body) =>
        new(HttpStatusCode.OK)
        {
            Content = new StringContent($"""<?xml version="1.0" encoding="utf-8"?>{body}""", Encoding.UTF8, "application/xml"),
        };

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_gate)
            _asked.Add($"{request.Method} {request.RequestUri?.AbsoluteUri}");
        HttpResponseMessage response = answer(request, body);
        response.RequestMessage = request;
        return response;
    }
}
