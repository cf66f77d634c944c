namespace BatchAi.Chaos.Tests;

/// <summary>How a job should have ended.</summary>
/// <param name="ExitCode">Its real one, which the agents' pretended processes ended with.</param>
/// <param name="PreviousExitCode">Of the attempt before the last, where it had one that its policy retries.</param>
/// <param name="Attempts">How often it was launched, each time on all its nodes.</param>
internal sealed record EndedJob(string Name, int ExitCode, int Attempts = 1, int? PreviousExitCode = null);
