namespace BatchAi.Testing;

/// <summary>How a hub on Azure Storage is run.</summary>
/// <param name="Partitions">Control queues, 1 to 16.</param>
/// <param name="LongestPoll">Between two reads of an empty queue.</param>
/// <param name="HiddenFor">
/// How long a message that a worker has taken stays hidden from the others; what a killed worker held comes back after
/// that.
/// </param>
/// <param name="Lease">How long a killed worker keeps its partitions; renewed three times in that time.</param>
public sealed record HubSettings(int Partitions, TimeSpan LongestPoll, TimeSpan HiddenFor, TimeSpan Lease)
{
    /// <summary>As host.json and the defaults of Durable Functions have it.</summary>
    public static HubSettings Production { get; } = new(2, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));

    /// <summary>For tests that would otherwise wait most of their time.</summary>
    public static HubSettings Quick { get; } = new(1, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));
}
