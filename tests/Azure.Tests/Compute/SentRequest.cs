namespace BatchAi.AzureAdapters.Tests;

/// <summary>One attempt of a request.</summary>
internal sealed record SentRequest(string Method, Uri Uri, string Body, string? IfMatch, string? IfNoneMatch);
