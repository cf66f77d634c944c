using System.Text.Json;

namespace BatchAi.Cli;

/// <summary>A resource as the server sent it, and the tag that says which version of it that was.</summary>
/// <param name="Tag">Null from a server that sends none.</param>
public sealed record Versioned(JsonElement Resource, string? Tag);
