using System.Text.Json;

namespace BatchAi.NodeAgent;

/// <summary>
/// The instance metadata service of an Azure machine. It answers this machine only, and only root of it
/// (docs/agent-protocol.md).
/// </summary>
internal sealed class Imds(HttpClient http, Uri endpoint)
{
    /// <param name="pathAndQuery">Below <c>/metadata/</c>.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, refuses, or does not answer with JSON: try again later.</exception>
    public async Task<JsonElement> GetAsync(string pathAndQuery, CancellationToken cancellation)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(endpoint, $"/metadata/{pathAndQuery}"))
            {
                Headers = { { "Metadata", "true" } },
            };
            using HttpResponseMessage response = await http.SendAsync(request, cancellation);
            response.EnsureSuccessStatusCode();
            using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw new HttpRequestException($"the metadata service did not answer with JSON: {broken.Message}", broken);
        }
        catch (OperationCanceledException slow) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"the metadata service did not answer within {http.Timeout.TotalSeconds} s", slow);
        }
    }
}
