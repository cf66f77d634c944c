using Azure.Core;
using Azure.Core.Pipeline;
using BatchAi.Activities;

namespace BatchAi.AzureAdapters;

/// <summary>Lets every attempt of every call to Azure Resource Manager pass a fail point named for its method and the type of resource, as in <c>arm/POST/virtualMachineScaleSets/delete</c>.</summary>
public sealed class FailPointPolicy(FailPoints points) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        await points.PassAsync(NameOf(message.Request.Method, message.Request.Uri.ToUri()), async () =>
        {
            await ProcessNextAsync(message, pipeline);
            return message;
        });

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The fleet calls Azure Resource Manager asynchronously only.");

    /// <summary>Without the names in the path: <c>…/providers/Microsoft.Compute/TYPE/name/TYPE/name/action</c>.</summary>
    public static string NameOf(RequestMethod method, Uri address)
    {
        string[] types = [.. address.Segments.Select(segment => segment.TrimEnd('/')).SkipWhile(segment => segment != "providers").Skip(2).Where((_, index) => index % 2 == 0)];
        return $"arm/{method}/{string.Join('/', types)}";
    }
}
