using System.Text.Json;
using Azure;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>Long-running operations of Azure Resource Manager, asked about one request at a time.</summary>
internal static class ArmOperations
{
    /// <summary>What came of a write that was accepted.</summary>
    public static FleetOutcome OutcomeOf(Response begun) =>
        begun.Headers.TryGetValue("Azure-AsyncOperation", out string? url) || begun.Headers.TryGetValue("Location", out url)
            ? new FleetOutcome.Started(url)
            : new FleetOutcome.Completed();

    /// <summary>How an operation stands; a resource's own address tells how its creation stands.</summary>
    public static async Task<FleetOutcome> PollAsync(ArmPipeline pipeline, string operationUrl, CancellationToken cancellation)
    {
        Response answer = await pipeline.GetAsync(new Uri(operationUrl).PathAndQuery, cancellation);
        switch (answer.Status)
        {
            case 404:
                return new FleetOutcome.Nothing("the cloud does not know the operation any more");
            case 202:
                return new FleetOutcome.Started(operationUrl);
            case >= 400:
                RequestFailedException error = new(answer);
                return AzureRefusals.IsRefusal(error) ? AzureRefusals.Of(error) : throw error;
            case 200 when answer.Content.ToMemory().Length > 0:
                return OutcomeOf(answer.Content, operationUrl);
            default:
                return new FleetOutcome.Completed();
        }
    }

    /// <summary>A text of a JSON object; null when there is none of that name.</summary>
    public static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static FleetOutcome OutcomeOf(BinaryData body, string operationUrl)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement properties = document.RootElement.TryGetProperty("properties", out JsonElement found) ? found : default;
        string? status = TextOf(document.RootElement, "status") ?? TextOf(properties, "provisioningState");
        switch (status)
        {
            case "Succeeded" or null:
                return new FleetOutcome.Completed();
            case "Failed" or "Canceled":
                JsonElement error = document.RootElement.TryGetProperty("error", out JsonElement given) ? given : default;
                return AzureRefusals.Of(
                    TextOf(error, "code") ?? status,
                    TextOf(error, "message") ?? "The operation ended without saying why.");
            case "Deleting":
                return new FleetOutcome.Nothing("the resource is being deleted");
            default:
                return new FleetOutcome.Started(operationUrl);
        }
    }
}
