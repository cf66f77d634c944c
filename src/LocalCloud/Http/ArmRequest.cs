using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BatchAi.LocalCloud;

/// <summary>A request as the handlers see it.</summary>
internal sealed class ArmRequest(HttpContext context, string baseUrl)
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Parts of the path as they were sent.</summary>
    public IReadOnlyList<string> Segments { get; } = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string Method => context.Request.Method;

    public bool IsWrite => Method is not ("GET" or "HEAD");

    public string? IfMatch => Header("If-Match");

    public string? IfNoneMatch => Header("If-None-Match");

    public string? Query(string name) => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>An absolute address on this server. It says https, because that is all the Azure SDK sends its token to.</summary>
    public string Absolute(string pathAndQuery) => $"{baseUrl}{pathAndQuery}";

    /// <exception cref="ArmRefusal">The body is not a JSON object.</exception>
    public async Task<JsonObject> ReadBodyAsync()
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, documentOptions: s_strict, cancellationToken: context.RequestAborted)
                    as JsonObject
                ?? throw new ArmRefusal(400, "InvalidRequestContent", "The request content was invalid: a JSON object is expected.");
        }
        catch (JsonException error)
        {
            throw new ArmRefusal(
                400,
                "InvalidRequestContent",
                $"The request content was invalid and could not be deserialized: '{error.Message}'.");
        }
    }

    private string? Header(string name) =>
        context.Request.Headers.TryGetValue(name, out var value) && value.Count > 0 ? value.ToString() : null;
}
