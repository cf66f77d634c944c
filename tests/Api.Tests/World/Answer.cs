using System.Net;
using System.Text.Json.Nodes;

namespace BatchAi.Api.Tests;

/// <summary>What the API answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Body, string Text, HttpResponseMessage Raw)
{
    public string? Code => Body?["error"]?["code"]?.GetValue<string>();

    public string? Target => Body?["error"]?["target"]?.GetValue<string>();

    public string Message => Body?["error"]?["message"]?.GetValue<string>() ?? "";

    public IReadOnlyList<string> Names => [.. Body!["value"]!.AsArray().Select(item => item!["name"]!.GetValue<string>())];

    public string? NextLink => Body!["nextLink"]?.GetValue<string>();

    public string? Header(string name) => Raw.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : null;

    public JsonNode? Property(string name) => Body?["properties"]?[name];
}
