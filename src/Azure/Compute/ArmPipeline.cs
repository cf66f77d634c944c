using Azure;
using Azure.Core;
using Azure.ResourceManager;

namespace BatchAi.AzureAdapters;

/// <summary>Reads any address of Azure Resource Manager with the client's own credential, retries and transport.</summary>
/// <remarks>The SDK gives a client's pipeline only to its resources, so this is one.</remarks>
internal sealed class ArmPipeline(ArmClient client, ResourceIdentifier resource) : ArmResource(client, resource)
{
    /// <summary>Reads a path of the client's own endpoint: a kept address that names another host never gets the token.</summary>
    public async Task<Response> GetAsync(string pathAndQuery, CancellationToken cancellation)
    {
        using Request request = Pipeline.CreateRequest();
        request.Method = RequestMethod.Get;
        request.Uri.Reset(new Uri(Endpoint, pathAndQuery));
        request.Headers.SetValue(HttpHeader.Names.Accept, "application/json");
        return await Pipeline.SendRequestAsync(request, cancellation);
    }

    /// <summary>Posts JSON to a path of the client's own endpoint.</summary>
    public async Task<Response> PostAsync(string pathAndQuery, BinaryData body, CancellationToken cancellation)
    {
        using Request request = Pipeline.CreateRequest();
        request.Method = RequestMethod.Post;
        request.Uri.Reset(new Uri(Endpoint, pathAndQuery));
        request.Headers.SetValue(HttpHeader.Names.Accept, "application/json");
        request.Headers.SetValue(HttpHeader.Names.ContentType, "application/json");
        request.Content = RequestContent.Create(body);
        return await Pipeline.SendRequestAsync(request, cancellation);
    }
}
