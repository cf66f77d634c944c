namespace BatchAi.NodeAgent;

/// <summary>The process a toolkit wants on one node; the names are those of its output files.</summary>
internal sealed record ProcessPlan(string CommandLine, string OutputName, string ErrorName);
