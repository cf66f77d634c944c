using Azure.Core;
using Azure.Core.Pipeline;

namespace BatchAi.Testing;

/// <summary>Stands at the wire: counts every try of every request, and lets none pass once the process is killed.</summary>
internal sealed class HubPolicy(HubConnection connection, HubRequests requests) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ThrowIfCut();
        ProcessNext(message, pipeline);
        requests.Add(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ThrowIfCut();
        await ProcessNextAsync(message, pipeline);
        requests.Add(message);
        ThrowIfCut();
    }

    /// <remarks>No exception that the Azure clients try again after.</remarks>
    private void ThrowIfCut()
    {
        if (connection.IsCut)
            throw new InvalidOperationException($"{connection.Name} was killed");
    }
}
