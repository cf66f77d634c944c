using System.Text.Json.Nodes;

namespace BatchAi.Cli;

/// <summary>A body in today's spelling: the properties, what was changed to get there, and the experiment an old job named.</summary>
public sealed record ConvertedBody(JsonObject Properties, IReadOnlyList<string> Notes, string? ExperimentName);
