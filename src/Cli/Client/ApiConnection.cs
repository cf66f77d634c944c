using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>One request and its answer: sign-in, patience with a busy server, and errors as exceptions.</summary>
/// <param name="http">Only its handler and time-out are used.</param>
/// <param name="baseUrl">May carry a path prefix.</param>
/// <param name="token">Sent to this server only, never to another host that a link points to.</param>
internal sealed class ApiConnection(HttpClient http, Uri baseUrl, string? token, TimeProvider clock)
{
    private const int Attempts = 5;
    private readonly Uri _root = new(baseUrl.AbsoluteUri.TrimEnd('/') + "/");

    public Uri BaseUrl => _root;

    public TimeProvider Clock => clock;

    /// <summary>The URL of a path below the base address, with the api-version and further query parameters.</summary>
    public Uri Address(string path, string apiVersion, string query = "") =>
        new(_root, $"{path.TrimStart('/')}?api-version={apiVersion}{query}");

    /// <summary>Sends and answers with a success; a busy server (429, 503) is asked again when it says so.</summary>
    /// <param name="method">GET, PUT and so on.</param>
    /// <param name="address">Of this server, or of a link that it gave.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="condition">The header If-Match or If-None-Match and its value.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RequestRefusedException">Any other status than 2xx.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        Uri address,
        string? body,
        CancellationToken cancellation,
        (string Name, string Value)? condition = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (token is not null && SameServer(address))
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (condition is { } header)
                request.Headers.Add(header.Name, header.Value);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");

            HttpResponseMessage response = await http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
                return response;

            using (response)
            {
                bool busy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
                if (!busy || attempt == Attempts)
                    throw await RefusalAsync(response, cancellation);

                await Task.Delay(RetryAfter(response) ?? TimeSpan.FromSeconds(1), clock, cancellation);
            }
        }
    }

    /// <summary>Sends and reads the JSON answer; an empty answer is <c>default</c>.</summary>
    public async Task<JsonElement> SendForJsonAsync(HttpMethod method, Uri address, string? body, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(method, address, body, cancellation);
        return await ReadJsonAsync(response, cancellation);
    }

    /// <summary>A link that works without sign-in, from a byte on; 416 (nothing there yet) is an empty stream.</summary>
    public async Task<Stream> OpenRangeAsync(Uri link, long from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            response.Dispose();
            return Stream.Null;
        }

        if (!response.IsSuccessStatusCode)
        {
            using (response)
                throw await RefusalAsync(response, cancellation);
        }

        Stream content = await response.Content.ReadAsStreamAsync(cancellation);
        if (from > 0 && response.StatusCode == HttpStatusCode.OK)
            await SkipAsync(content, from, cancellation);
        return content;
    }

    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    public static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] content = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (content.Length == 0)
            return default;

        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new RequestRefusedException(
                (int)response.StatusCode,
                new CloudErrorBody
                {
                    Code = "NotJson",
                    Message = $"{response.RequestMessage?.RequestUri} did not answer with JSON; is it a Batch AI server?",
                }
            );
        }
    }

    private bool SameServer(Uri address) =>
        Uri.Compare(address, _root, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static async Task SkipAsync(Stream content, long count, CancellationToken cancellation)
    {
        byte[] buffer = new byte[16 * 1024];
        while (count > 0)
        {
            int read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellation);
            if (read == 0)
                return;
            count -= read;
        }
    }

    private static async Task<RequestRefusedException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation);
        return new RequestRefusedException(
            status,
            ReadError(body)
                ?? new CloudErrorBody
                {
                    Code = response.StatusCode.ToString(),
                    Message =
                        $"HTTP {status} from {response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)}"
                        + (status == 401 ? "; give --token-file or BATCHAI_TOKEN" : ""),
                }
        );
    }

    private static CloudErrorBody? ReadError(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ModelJson.Default.CloudError)?.Error
                ?? (JsonSerializer.Deserialize(body, ModelJson.Default.CloudErrorBody) is { Code: not null } bare ? bare : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
