namespace BatchAi.Orchestrations;

/// <summary>How often and how patiently a failed activity is tried again.</summary>
/// <param name="MaxAttempts">First try included; at least 1.</param>
/// <param name="FirstDelay">Before the second try.</param>
/// <param name="Backoff">Factor from one delay to the next; at least 1.</param>
/// <param name="MaxDelay">No delay is longer.</param>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan FirstDelay, double Backoff, TimeSpan MaxDelay)
{
    /// <summary>
    /// The one policy for transient failures: 8 tries, between which are 0.5 + 1 + 2 + 4 + 8 + 16 + 32 = 63.5 seconds of delay in all. The
    /// longest delay is not reached; what the tries themselves take comes on top.
    /// </summary>
    public static RetryPolicy Default { get; } = new(8, TimeSpan.FromMilliseconds(500), 2.0, TimeSpan.FromSeconds(60));

    /// <summary>One try.</summary>
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, 1.0, TimeSpan.Zero);
}
