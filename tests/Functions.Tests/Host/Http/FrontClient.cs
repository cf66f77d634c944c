using System.Net.Http.Headers;
using System.Text;

namespace BatchAi.Functions.Tests;

/// <summary>A caller of the API, with the deployment's key.</summary>
internal sealed class FrontClient(Uri front) : IDisposable
{
    public const string ApiVersion = "2026-11-01";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = front };

    /// <param name="token">Null for none.</param>
    public async Task<FrontAnswer> SendAsync(string method, string path, HttpContent? body = null, string? token = WorkerSettings.ApiKey,
        CancellationToken cancellation = default)
    {
        string separator = path.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        using HttpRequestMessage request = new(new HttpMethod(method), $"{path}{separator}api-version={ApiVersion}") { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        return new FrontAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), response.Headers);
    }

    public Task<FrontAnswer> PutAsync(string path, string json) => SendAsync("PUT", path, Json(json));

    public Task<FrontAnswer> GetAsync(string path) => SendAsync("GET", path);

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public void Dispose() => _http.Dispose();
}
