namespace BatchAi.Services;

/// <summary>
/// One round of work over many independent things. A thing that fails does not keep the others from their turn. When all had theirs, the
/// round fails with every failure in it, each naming its thing, so that whoever runs rounds logs and counts it.
/// </summary>
/// <param name="cancellation">Ends the round at once: what was not reached is looked at in the next one.</param>
internal sealed class Round(CancellationToken cancellation)
{
    private readonly List<Exception> _failures = [];

    /// <param name="what">Begins the message of a failure, for example <c>Cluster 0af3</c>.</param>
    public async Task TryAsync(string what, Func<CancellationToken, Task> act)
    {
        try
        {
            await act(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // The failures of a round within this one are named already.
            if (failure is RoundFailedException inner)
                _failures.AddRange(inner.InnerExceptions);
            else
                _failures.Add(new InvalidOperationException($"{what}: {failure.Message}", failure));
        }
    }

    /// <exception cref="RoundFailedException">Something failed.</exception>
    public void ThrowIfFailed()
    {
        if (_failures.Count > 0)
            throw new RoundFailedException(_failures);
    }
}

/// <summary>Parts of a round failed; the others were done.</summary>
public sealed class RoundFailedException(IReadOnlyCollection<Exception> failures)
    : AggregateException($"{failures.Count} part(s) of a round failed; the others were done", failures);
