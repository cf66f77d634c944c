using System.Net;
using System.Text.Json;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Waits for what a 202 started: by its Azure-AsyncOperation address, else by its Location.</summary>
internal static class LongRunningOperation
{
    private static readonly TimeSpan s_defaultWait = TimeSpan.FromSeconds(0.5);

    /// <exception cref="RequestRefusedException">The operation ended in any other way than well.</exception>
    public static async Task WaitAsync(ApiConnection connection, HttpResponseMessage accepted, CancellationToken cancellation)
    {
        if (accepted.Headers.TryGetValues("Azure-AsyncOperation", out IEnumerable<string>? operations))
            await WaitForStatusAsync(connection, new Uri(connection.BaseUrl, operations.First()), cancellation);
        else if (accepted.StatusCode == HttpStatusCode.Accepted && accepted.Headers.Location is { } location)
            await WaitForLocationAsync(connection, new Uri(connection.BaseUrl, location), cancellation);
    }

    private static async Task WaitForStatusAsync(ApiConnection connection, Uri operation, CancellationToken cancellation)
    {
        while (true)
        {
            using HttpResponseMessage response = await connection.SendAsync(HttpMethod.Get, operation, body: null, cancellation);
            JsonElement answer = await ApiConnection.ReadJsonAsync(response, cancellation);
            string status =
                answer.ValueKind == JsonValueKind.Object
                && answer.TryGetProperty("status", out JsonElement text)
                && text.ValueKind == JsonValueKind.String
                    ? text.GetString()!
                    : throw new RequestRefusedException(
                        (int)response.StatusCode,
                        new CloudErrorBody
                        {
                            Code = "NoOperationStatus",
                            Message = $"{operation} answered without a status; is it a Batch AI server?",
                        }
                    );
            switch (status.ToUpperInvariant())
            {
                case "SUCCEEDED":
                    return;
                case "FAILED" or "CANCELED" or "CANCELLED":
                    throw new RequestRefusedException(
                        200,
                        ErrorOf(answer)
                            ?? new CloudErrorBody { Code = status, Message = "The operation did not succeed and gave no reason." });
                default:
                    await Task.Delay(ApiConnection.RetryAfter(response) ?? s_defaultWait, connection.Clock, cancellation);
                    break;
            }
        }
    }

    private static async Task WaitForLocationAsync(ApiConnection connection, Uri location, CancellationToken cancellation)
    {
        while (true)
        {
            using HttpResponseMessage response = await connection.SendAsync(HttpMethod.Get, location, body: null, cancellation);
            if (response.StatusCode != HttpStatusCode.Accepted)
                return;

            await Task.Delay(ApiConnection.RetryAfter(response) ?? s_defaultWait, connection.Clock, cancellation);
        }
    }

    private static CloudErrorBody? ErrorOf(JsonElement answer) =>
        answer.TryGetProperty("error", out JsonElement error) ? error.Deserialize(ModelJson.Default.CloudErrorBody) : null;
}
