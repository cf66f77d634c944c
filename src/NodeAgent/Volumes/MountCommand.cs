namespace BatchAi.NodeAgent;

/// <summary>How a volume is mounted.</summary>
/// <param name="Arguments">Words; every user of the machine can read them.</param>
/// <param name="SecretFile">Content of the file that the arguments name, readable by root alone; null when there is none.</param>
internal sealed record MountCommand(string Program, IReadOnlyList<string> Arguments, string? SecretFile = null);
