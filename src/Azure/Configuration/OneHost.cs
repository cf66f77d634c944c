using Azure.Core;
using Azure.Core.Pipeline;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Lets a client send requests to one host and refuses every other before a credential is asked for. Addresses that services answer (the
/// next page, the state of an operation) are followed by the SDK as they are, and names from outside become parts of hosts: whatever goes
/// wrong there must not carry the app's token away.
/// </summary>
/// <remarks>Add it per call: policies of that position run before those that authenticate.</remarks>
internal sealed class OneHost(Uri service) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        // Not ToUri, which keeps its result: a policy behind this one may still change the path.
        Uri asked = new(message.Request.Uri.ToString());
        if (!asked.Host.Equals(service.Host, StringComparison.OrdinalIgnoreCase) || asked.Port != service.Port)
        {
            throw new InvalidOperationException(
                $"A request to {asked.Authority} was about to be sent in the app's name, which is for {service.Authority} alone.");
        }
    }
}
