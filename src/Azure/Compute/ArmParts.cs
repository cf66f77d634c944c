using System.Text.Json;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Resources;

namespace BatchAi.AzureAdapters;

/// <summary>Reads, lists, puts and deletes resources of any type in the nodes' resource group.</summary>
/// <remarks>
/// Azure.ResourceManager.Network cannot be had from every registry that has the packages this one is built from, so network resources
/// are written as JSON through the client's own pipeline, with its credential, retries and transport. Machines and disks are made by
/// the compute package; they are looked at and removed as the others are, which is one way instead of two.
/// </remarks>
internal sealed class ArmParts(ArmClient client, ComputeFleetOptions options)
{
    private readonly string _group =
        ResourceGroupResource.CreateResourceIdentifier(options.SubscriptionId, options.ResourceGroup).ToString();

    /// <summary>The compute package's own way in.</summary>
    public ResourceGroupResource Group { get; } =
        client.GetResourceGroupResource(ResourceGroupResource.CreateResourceIdentifier(options.SubscriptionId, options.ResourceGroup));

    public ArmPipeline Pipeline { get; } = new(client, SubscriptionResource.CreateResourceIdentifier(options.SubscriptionId));

    /// <param name="type">For example <c>Microsoft.Network/networkInterfaces</c>.</param>
    public string IdOf(string type, string name) => $"{_group}/providers/{type}/{name}";

    /// <summary>Where a resource is read, as an address that can be polled.</summary>
    public string UrlOf(string type, string name) => new Uri(options.ArmEndpoint, PathOf(type, name)).AbsoluteUri;

    /// <summary>Null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(string type, string name, CancellationToken cancellation)
    {
        Response answer = await Pipeline.GetAsync(PathOf(type, name), cancellation);
        return answer.Status switch
        {
            200 => Read(answer),
            404 when Refusals.IsAbsence(new RequestFailedException(answer)) => null,
            _ => throw new RequestFailedException(answer),
        };
    }

    /// <summary>All of a type in the resource group; empty when the group itself is gone. One read a page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string type, CancellationToken cancellation)
    {
        List<JsonElement> found = [];
        string? path = $"{_group}/providers/{type}?api-version={VersionOf(type)}";
        while (path is not null)
        {
            Response answer = await Pipeline.GetAsync(path, cancellation);
            if (answer.Status == 404 && new RequestFailedException(answer).ErrorCode == "ResourceGroupNotFound")
                return found;
            if (answer.Status != 200)
                throw new RequestFailedException(answer);

            JsonElement page = Read(answer);
            found.AddRange(page.GetProperty("value").EnumerateArray());
            path = ArmOperations.TextOf(page, "nextLink") is { Length: > 0 } next ? new Uri(next).PathAndQuery : null;
        }

        return found;
    }

    /// <exception cref="RequestFailedException">The cloud did not accept it.</exception>
    public async Task<Response> PutAsync(string type, string name, BinaryData body, CancellationToken cancellation)
    {
        Response answer = await Pipeline.PutAsync(PathOf(type, name), body, cancellation);
        return answer.Status < 400 ? answer : throw new RequestFailedException(answer);
    }

    public Task<Response> DeleteAsync(string type, string name, CancellationToken cancellation) =>
        Pipeline.DeleteAsync(PathOf(type, name), cancellation);

    private static JsonElement Read(Response answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer.Content);
        return document.RootElement.Clone();
    }

    private string PathOf(string type, string name) => $"{IdOf(type, Uri.EscapeDataString(name))}?api-version={VersionOf(type)}";

    private string VersionOf(string type) => type switch
    {
        MachineTypes.Disks => options.DiskApiVersion,
        MachineTypes.Machines => options.ScaleSetApiVersion,
        _ => options.NetworkApiVersion,
    };
}
