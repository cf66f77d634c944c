using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>The three calls of the agent protocol.</summary>
internal sealed class AgentApi(HttpClient http, string endpointFile)
{
    public Task<ApiAnswer<RegisterResponse>> RegisterAsync(RegisterRequest request, CancellationToken cancellation) =>
        CallAsync(
            HttpMethod.Post,
            AgentProtocol.RegisterPath,
            token: null,
            BodyOf(request, ModelJson.Default.RegisterRequest),
            ModelJson.Default.RegisterResponse,
            cancellation);

    public Task<ApiAnswer<SyncResponse>> SyncAsync(SyncRequest request, string token, CancellationToken cancellation) =>
        CallAsync(
            HttpMethod.Post,
            AgentProtocol.SyncPath,
            token,
            BodyOf(request, ModelJson.Default.SyncRequest),
            ModelJson.Default.SyncResponse,
            cancellation);

    public Task<ApiAnswer<JobLaunch>> GetLaunchAsync(string jobUid, long fence, string token, CancellationToken cancellation) =>
        CallAsync(
            HttpMethod.Get,
            $"{AgentProtocol.JobPath}/{Uri.EscapeDataString(jobUid)}/{fence}",
            token,
            body: null,
            ModelJson.Default.JobLaunch,
            cancellation);

    /// <summary>
    /// On one machine the API is a program of the agent's own user. One that was killed leaves its address behind, and whoever listens
    /// there next must neither be told this node's token nor tell it what to run.
    /// </summary>
    private static bool IsAnotherUsers(Uri address) =>
        address.Host == IPAddress.Loopback.ToString() && address.Scheme == Uri.UriSchemeHttp && !LoopbackListeners.AreOwn(address.Port);

    private static ByteArrayContent BodyOf<T>(T value, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<ApiAnswer<T>> CallAsync<T>(
        HttpMethod method, string path, string? token, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            string endpoint = (await File.ReadAllTextAsync(endpointFile, cancellation)).Trim().TrimEnd('/');
            using HttpRequestMessage request = new(method, endpoint + path) { Content = body };
            if (IsAnotherUsers(request.RequestUri!))
                return new ApiAnswer<T>.Unavailable($"another user's program, or none, listens at {endpoint}");
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

            using HttpResponseMessage response = await http.SendAsync(request, cancellation);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellation), type)
                    is { } value
                    ? new ApiAnswer<T>.Ok(value)
                    : new ApiAnswer<T>.Unavailable("an empty answer"),
                HttpStatusCode.Unauthorized => new ApiAnswer<T>.Unauthorized(),
                HttpStatusCode.Gone => new ApiAnswer<T>.Gone(),
                _ => new ApiAnswer<T>.Unavailable($"status {(int)response.StatusCode}"),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ApiAnswer<T>.Unavailable($"no answer within {http.Timeout.TotalSeconds} s");
        }
        catch (Exception lost)
            when (lost
                    is HttpRequestException
                        or IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or UriFormatException
                        or InvalidOperationException)
        {
            return new ApiAnswer<T>.Unavailable(lost.Message);
        }
    }
}
