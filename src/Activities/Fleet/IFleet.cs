namespace BatchAi.Activities;

/// <summary>
/// The machines of a cluster: one uniform scale set. Nothing here waits: a begin returns the operation's URL, and <see cref="PollAsync"/> asks once how it stands.
/// Expected refusals are outcomes; throttling, 5xx and lost connections are exceptions, to be retried.
/// </summary>
public interface IFleet
{
    /// <summary>Makes the scale set with no instances; in place already is success. One ARM read, and one write when it is new.</summary>
    Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation);

    /// <summary>Null when there is no such scale set. One ARM read.</summary>
    Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation);

    /// <summary>Raises the capacity from what the caller last saw. When the size is not <paramref name="seen"/> any more, or not below <paramref name="wanted"/>, nothing is done. One ARM read and one write with If-Match.</summary>
    Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation);

    /// <summary>Removes instances by name; those that are gone already are no error. One ARM write for all of them.</summary>
    Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation);

    /// <summary>Removes the scale set and all its instances; not there is <see cref="FleetOutcome.Nothing"/>.</summary>
    Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation);

    /// <summary>How an operation stands. One ARM read.</summary>
    Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation);

    /// <summary>All instances. One ARM read a page.</summary>
    Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation);

    /// <summary>What the quotas of a location still allow of a size. One ARM read at most.</summary>
    Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation);
}
