using Azure.Core;
using Azure.Core.Pipeline;

namespace BatchAi.AzureAdapters;

/// <summary>Puts If-Match or If-None-Match on requests whose methods in the SDK have no parameter for it.</summary>
internal sealed class Precondition : HttpPipelineSynchronousPolicy
{
    private const string Property = "BatchAi.Precondition";

    /// <summary>Writes sent in the scope succeed only while the resource is as it was read.</summary>
    public static IDisposable IfMatch(string etag) => Scope(HttpHeader.Names.IfMatch, etag);

    /// <summary>Writes sent in the scope succeed only while there is no such resource.</summary>
    public static IDisposable IfAbsent() => Scope(HttpHeader.Names.IfNoneMatch, "*");

    public override void OnSendingRequest(HttpMessage message)
    {
        if (
            message.Request.Method != RequestMethod.Get
            && message.TryGetProperty(Property, out object? value)
            && value is HttpHeader header)
            message.Request.Headers.SetValue(header.Name, header.Value);
    }

    private static IDisposable Scope(string name, string value) =>
        HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = new HttpHeader(name, value) });
}
