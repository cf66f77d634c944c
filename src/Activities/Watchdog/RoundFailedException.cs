namespace BatchAi.Activities;

/// <summary>Parts of a round failed; the others were done.</summary>
public sealed class RoundFailedException(IReadOnlyCollection<Exception> failures)
    : AggregateException($"{failures.Count} part(s) of a round failed; the others were done", failures);
