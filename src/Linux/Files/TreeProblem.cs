namespace BatchAi.Linux;

/// <summary>Something that could not be removed, and why.</summary>
public sealed record TreeProblem(string Path, string Reason);
