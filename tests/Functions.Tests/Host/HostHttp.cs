using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BatchAi.Functions.Tests.Protocol;
using Microsoft.AspNetCore.Routing.Template;

namespace BatchAi.Functions.Tests;

/// <summary>
/// The host's way with HTTP: it finds the function by its route, invokes it without the request, and sends the request itself to the worker's web server, with the id of the invocation and who asked for what as headers.
/// </summary>
internal sealed class HostHttp(FunctionsWorker worker, TypedData clientBinding) : IDisposable
{
    private readonly HttpClient _proxy = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>Route templates of the HTTP functions by name, as the worker reports them.</summary>
    public IReadOnlyDictionary<string, string> Routes { get; } = RoutesOf(worker);

    /// <summary>An answer of the worker's web server beside that of the invocation.</summary>
    public async Task<HttpExchange> SendAsync(string method, string path, HttpContent? body = null, string? token = WorkerSettings.ApiKey, string? invocationId = null, CancellationToken cancellation = default)
    {
        invocationId ??= Guid.NewGuid().ToString();
        Task<InvocationResponse> invocation = worker.InvokeAsync(FunctionAt(path), new Dictionary<string, TypedData> { ["request"] = new() { Http = new RpcHttp() }, ["engine"] = clientBinding }, invocationId: invocationId);
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(worker.HttpUri, path)) { Content = body };
        request.Headers.Add("x-ms-invocation-id", invocationId);
        request.Headers.Add("X-Forwarded-For", "203.0.113.7:41234");
        request.Headers.Add("X-Forwarded-Host", "app.azurewebsites.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _proxy.SendAsync(request, cancellation);
        string text = await response.Content.ReadAsStringAsync(cancellation);
        return new HttpExchange((int)response.StatusCode, text, response.Headers.Location, await invocation);
    }

    public Task<HttpExchange> PutAsync(string path, string json) => SendAsync("PUT", path, Json(json));

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>The one function whose route is that of a path; null where the host answers 404 by itself.</summary>
    public string? TryFindFunction(string path) => Routes.SingleOrDefault(route => new TemplateMatcher(TemplateParser.Parse(route.Value), []).TryMatch(path.Split('?')[0], [])).Key;

    public void Dispose() => _proxy.Dispose();

    private string FunctionAt(string path) => TryFindFunction(path) ?? throw new InvalidOperationException($"The host finds no function for {path}.");

    private static Dictionary<string, string> RoutesOf(FunctionsWorker worker) => worker.Functions.Values
        .SelectMany(function => function.RawBindings.Select(raw => (function.Name, Binding: JsonDocument.Parse(raw).RootElement)))
        .Where(found => found.Binding.GetProperty("type").GetString() == "httpTrigger")
        .ToDictionary(found => found.Name, found => found.Binding.GetProperty("route").GetString()!);
}
