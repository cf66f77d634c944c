namespace BatchAi.Activities;

/// <summary>One effect, named by its type. It may run twice, late, or overlapping itself; its own summary says why that is harmless.</summary>
/// <remarks>An expected failure is an outcome value; an exception means "transient" and is retried by the one policy.</remarks>
public interface IActivity<in TInput, TOutput>
{
    Task<TOutput> RunAsync(TInput input, CancellationToken cancellation);
}
