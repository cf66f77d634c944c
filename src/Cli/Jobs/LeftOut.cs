namespace BatchAi.Cli;

/// <summary>What a download did not bring.</summary>
/// <param name="Path">Output directory and path below it.</param>
/// <param name="IsFailure">Whether it should have been there; links that lead to nothing of the output are only told.</param>
public sealed record LeftOut(string Path, string Reason, bool IsFailure);
