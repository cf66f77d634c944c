using Azure;
using Azure.Core;
using Azure.ResourceManager;

namespace BatchAi.AzureAdapters;

/// <summary>Reads any address of Azure Resource Manager with the client's own credential, retries and transport.</summary>
/// <remarks>The SDK gives a client's pipeline only to its resources, so this is one.</remarks>
internal sealed class ArmPipeline(ArmClient client, ResourceIdentifier resource) : ArmResource(client, resource)
{
    /// <summary>Reads a path of the client's own endpoint: a kept address that names another host never gets the token.</summary>
    public Task<Response> GetAsync(string pathAndQuery, CancellationToken cancellation) =>
        SendAsync(RequestMethod.Get, pathAndQuery, body: null, cancellation);

    /// <summary>Posts JSON to a path of the client's own endpoint.</summary>
    public Task<Response> PostAsync(string pathAndQuery, BinaryData body, CancellationToken cancellation) =>
        SendAsync(RequestMethod.Post, pathAndQuery, body, cancellation);

    /// <summary>Puts JSON to a path of the client's own endpoint.</summary>
    public Task<Response> PutAsync(string pathAndQuery, BinaryData body, CancellationToken cancellation) =>
        SendAsync(RequestMethod.Put, pathAndQuery, body, cancellation);

    /// <summary>Deletes what is at a path of the client's own endpoint.</summary>
    public Task<Response> DeleteAsync(string pathAndQuery, CancellationToken cancellation) =>
        SendAsync(RequestMethod.Delete, pathAndQuery, body: null, cancellation);

    private async Task<Response> SendAsync(RequestMethod method, string pathAndQuery, BinaryData? body, CancellationToken cancellation)
    {
        using Request request = Pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(new Uri(Endpoint, pathAndQuery));
        request.Headers.SetValue(HttpHeader.Names.Accept, "application/json");
        if (body is not null)
        {
            request.Headers.SetValue(HttpHeader.Names.ContentType, "application/json");
            request.Content = RequestContent.Create(body);
        }

        return await Pipeline.SendRequestAsync(request, cancellation);
    }
}
