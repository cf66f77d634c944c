using Microsoft.DurableTask;

namespace BatchAi.Functions;

/// <summary>Our retry policy in the words of Durable Functions.</summary>
internal static class DurableRetry
{
    /// <summary>
    /// Nothing given means <see cref="Orchestrations.RetryPolicy.Default"/>; null comes back for a single try, since a
    /// durable policy refuses a delay of zero.
    /// </summary>
    public static TaskOptions? Of(Orchestrations.RetryPolicy? retry)
    {
        retry ??= Orchestrations.RetryPolicy.Default;
        return retry.MaxAttempts == 1
            ? null
            : TaskOptions.FromRetryPolicy(new RetryPolicy(retry.MaxAttempts, retry.FirstDelay, retry.Backoff, retry.MaxDelay));
    }
}
