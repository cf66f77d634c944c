using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Plain HTTP, as any client would speak it: nothing of our own code is between the test and the wire.</summary>
internal sealed class Api : IDisposable
{
    public const string Old = "2018-05-01";
    public const string New = "2026-11-01";

    private readonly HttpClient _http;

    public Api(Uri baseUri, string token = "")
    {
        BaseUri = baseUri;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = baseUri, Timeout = Wait.Patience };
        if (token.Length > 0)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri BaseUri { get; }

    public Task<Answer> GetAsync(string path, string version = Old) => SendAsync(HttpMethod.Get, path, version: version);

    public Task<Answer> PutAsync(string path, JsonNode? body, string version = Old) =>
        SendAsync(HttpMethod.Put, path, body?.ToJsonString(), version);

    public Task<Answer> PatchAsync(string path, JsonNode body, string version = Old) =>
        SendAsync(HttpMethod.Patch, path, body.ToJsonString(), version);

    public Task<Answer> PostAsync(string path, string query = "") => SendAsync(HttpMethod.Post, path, query: query);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string version = Old,
        string query = "",
        Action<HttpRequestHeaders>? change = null)
    {
        // A long-running operation is given as a whole URL, with its version.
        string url = path.Contains('?', StringComparison.Ordinal) ? path : $"{path}?api-version={version}{query}";
        using HttpRequestMessage request = new(method, url);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        change?.Invoke(request.Headers);
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string? operation = response.Headers.TryGetValues("Azure-AsyncOperation", out IEnumerable<string>? values)
            ? values.Single()
            : null;
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            operation,
            $"{method} {path}");
    }

    /// <summary>Part of a file behind a link, which works without signing in.</summary>
    public static async Task<(int Status, string Text)> DownloadAsync(string link, RangeHeaderValue? range = null)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Get, link);
        request.Headers.Range = range;
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits for what a 202 began; answers with its status: Succeeded or Failed.</summary>
    public async Task<string> FinishAsync(Answer accepted)
    {
        Assert.True(accepted.Status == 202 && accepted.Operation is not null, $"expected 202 with Azure-AsyncOperation, seen: {accepted}");
        Answer end = await Wait.ForAsync(
            $"the operation of {accepted.Request}",
            "an end",
            () => GetAsync(accepted.Operation!),
            answer => (string?)answer.Expect(200).Json["status"] != "InProgress",
            answer => answer.ToString());
        return (string)end.Json["status"]!;
    }

    public void Dispose() => _http.Dispose();
}
