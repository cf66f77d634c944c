using System.Text.Json;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// An agent on a local cloud proves its instance by the content of a file that only what runs on it can read; the cloud says whether it is
/// that.
/// </summary>
internal sealed class LocalCloudIdentity(ArmClient client, ComputeFleetOptions options) : INodeIdentity
{
    public async Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation)
    {
        string set = VirtualMachineScaleSetResource.CreateResourceIdentifier(options.SubscriptionId, options.ResourceGroup, scaleSet)
            .ToString();
        string machine = $"{set}/virtualMachines/{Uri.EscapeDataString(request.InstanceId)}";
        string path = $"{machine}/proveIdentity?api-version={options.ScaleSetApiVersion}";
        Response answer = await new ArmPipeline(client, new Azure.Core.ResourceIdentifier(set))
            .PostAsync(path, BinaryData.FromObjectAsJson(new Dictionary<string, string> { ["proof"] = request.Proof }), cancellation);
        return answer.Status switch
        {
            200 => JsonDocument.Parse(answer.Content).RootElement.GetProperty("proves").GetBoolean(),
            404 => false,
            _ => throw new RequestFailedException(answer),
        };
    }
}
