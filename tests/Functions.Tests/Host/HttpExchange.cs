using System.Text.Json;
using BatchAi.Functions.Tests.Protocol;

namespace BatchAi.Functions.Tests;

/// <summary>What came of an HTTP request to a function: the web server's answer, and the invocation's.</summary>
internal sealed record HttpExchange(int Status, string Text, Uri? Location, InvocationResponse Invocation)
{
    /// <summary>Code of a refusal.</summary>
    public string? Code => Json.GetProperty("error").GetProperty("code").GetString();

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}
