using System.Text.Json.Serialization;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// The machines of a cluster: one uniform scale set. Nothing here waits: a begin returns the operation's URL, and
/// <see cref="PollAsync"/> asks once how it stands. Expected refusals are outcomes; throttling, 5xx and lost
/// connections are exceptions, to be retried.
/// </summary>
public interface IFleet
{
    /// <summary>Makes the scale set with no instances; in place already is success. One ARM read, and one write when it is new.</summary>
    Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation);

    /// <summary>Null when there is no such scale set. One ARM read.</summary>
    Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation);

    /// <summary>
    /// Raises the capacity from what the caller last saw. When the size is not <paramref name="seen"/> any more, or not
    /// below <paramref name="wanted"/>, nothing is done. One ARM read and one write with If-Match.
    /// </summary>
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

/// <summary>What a cluster's scale set is made from.</summary>
/// <param name="Name">Name in the nodes' resource group: <c>bai-{cluster uid}</c>.</param>
/// <param name="VmSize">The size actually used, after retired names were mapped.</param>
/// <param name="CustomData">Plain text; encoded by the adapter.</param>
public sealed record ScaleSetSpec(
    string Name,
    string Location,
    string VmSize,
    bool LowPriority,
    FleetImage Image,
    string AdminUserName,
    string? AdminSshKey,
    string? AdminPassword,
    string? SubnetId,
    string CustomData,
    IReadOnlyDictionary<string, string> Tags);

/// <summary>A scale set as it was read.</summary>
public sealed record ScaleSetState(string Name, int Capacity, string ProvisioningState, string? ETag);

/// <summary>One machine as the cloud lists it. A failed provisioning state is not a failed machine.</summary>
/// <param name="VmId">What the machine knows itself by, never given twice; null when the cloud does not say.</param>
public sealed record FleetInstance(string InstanceId, string ProvisioningState, DateTimeOffset? CreatedAt, string? VmId = null);

/// <summary>What came of a request to the cloud.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Nothing), "nothing")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record FleetOutcome
{
    private FleetOutcome() { }

    /// <summary>Under way; poll this URL.</summary>
    public sealed record Started(string OperationUrl) : FleetOutcome;

    /// <summary>Done and well.</summary>
    public sealed record Completed : FleetOutcome;

    /// <summary>There was nothing to do, or what the caller had seen is out of date: read again and decide again.</summary>
    public sealed record Nothing(string Why) : FleetOutcome;

    /// <summary>The cloud said no.</summary>
    public sealed record Refused(FleetRefusal Refusal, string Code, string Message) : FleetOutcome;
}

/// <summary>How much of a quota is used; the unit is what the cloud counts (cores on Azure, GPUs or cores locally).</summary>
/// <param name="Name">For example <c>Standard NCASv3_T4 Family vCPUs</c>, or <c>GPUs</c>.</param>
/// <param name="PerNode">How much one node of the size takes.</param>
/// <param name="ReadAt">When the cloud said so; a reading may be kept for a few seconds.</param>
public sealed record QuotaReading(string Name, int Used, int Limit, int PerNode, DateTimeOffset ReadAt)
{
    /// <summary>How many more nodes fit.</summary>
    public int NodesLeft => PerNode <= 0 ? int.MaxValue : Math.Max(0, Limit - Used) / PerNode;
}
