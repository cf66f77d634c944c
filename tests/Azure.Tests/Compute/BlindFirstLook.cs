using Azure.Core;
using Azure.Core.Pipeline;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>Sends reads of a scale set to one that is not there.</summary>
internal sealed class BlindFirstLook : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Method == RequestMethod.Get)
            message.Request.Uri.Path = $"{message.Request.Uri.Path}-not-there";
    }
}
