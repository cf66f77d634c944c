namespace BatchAi.Cli;

/// <summary>What <c>run</c> was asked to start.</summary>
/// <param name="Body">The job in today's spelling.</param>
/// <param name="Name">Null to make one from <paramref name="Source"/>.</param>
/// <param name="Source">Full path of a file, or program.</param>
/// <param name="Detach">Do not wait for the end.</param>
internal sealed record JobStart(ConvertedBody Body, string? Name, string Source, bool Detach);
