namespace BatchAi.Orchestrations;

/// <summary>
/// A replay did something else than the history says: the orchestration's code changed under a running instance, or it
/// is not deterministic.
/// </summary>
public sealed class NonDeterminismException(string message) : Exception(message);
