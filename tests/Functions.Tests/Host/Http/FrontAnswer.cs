using System.Net.Http.Headers;
using System.Text.Json;

namespace BatchAi.Functions.Tests;

/// <summary>An answer that is read to its end.</summary>
internal sealed record FrontAnswer(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>Code of a refusal.</summary>
    public string? Code => Json.GetProperty("error").GetProperty("code").GetString();

    /// <summary>The answer, once it has one of these statuses.</summary>
    public FrontAnswer Expect(params int[] statuses) =>
        statuses.Contains(Status)
            ? this
            : throw new InvalidOperationException($"Expected {string.Join(" or ", statuses)}, seen {Status}: {Text}");
}
