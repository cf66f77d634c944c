using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>What a server said to one request.</summary>
/// <param name="Operation">The Azure-AsyncOperation header.</param>
internal sealed record Answer(int Status, string Text, string? Operation, string Request)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode Properties => Json["properties"]!;

    public string? ErrorCode => Text.StartsWith('{') ? (string?)Json["error"]?["code"] : null;

    public string? ErrorTarget => Text.StartsWith('{') ? (string?)Json["error"]?["target"] : null;

    public string? ErrorMessage => Text.StartsWith('{') ? (string?)Json["error"]?["message"] : null;

    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"expected {status}, seen: {this}");
        return this;
    }

    /// <summary>A refusal as CloudError.</summary>
    public Answer Refused(int status, string code, string? target = null)
    {
        Assert.True((Status, ErrorCode, ErrorTarget) == (status, code, target), $"expected {status} {code} ({target}), seen: {this}");
        Assert.False(string.IsNullOrWhiteSpace(ErrorMessage), $"no message in {this}");
        return this;
    }

    public override string ToString() => $"{Request} answered {Status}: {Text}";
}
