using System.Globalization;
using BatchAi.Embedded;
using BatchAi.LocalCloud;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Faults;

/// <summary>
/// Trouble and haste that tests ask of the shipped program by environment variables. Without them there is none, and
/// nothing is wrapped; with any the server says so at its start.
/// </summary>
public sealed record TestSwitches
{
    /// <summary>Seed of the engine's misbehaviour.</summary>
    public const string HostileEngine = "BATCHAI_HOSTILE_ENGINE";

    /// <summary>Seed of the local cloud's faults; how often each kind comes depends on it, too.</summary>
    public const string CloudFaults = "BATCHAI_CLOUD_FAULTS";

    /// <summary>How many times shorter than usual a cluster's waits are, 1 to 1000: silent nodes are lost in seconds.</summary>
    public const string Haste = "BATCHAI_HASTE";

    /// <summary>The fail point to die at, or <c>show</c>; see <see cref="SelfKill"/>.</summary>
    public const string FailPoint = "BATCHAI_FAIL_POINT";

    public IEngineDisturbance? Engine { get; private init; }

    public FaultOptions Faults { get; private init; } = new();

    public ClusterTiming Timing { get; init; } = new() { Poll = TimeSpan.FromMilliseconds(250) };

    /// <summary>What every write and every call to the cloud passes when a test kills on purpose; null for nothing.</summary>
    public FailPoints? FailPoints { get; private init; }

    /// <summary>A decorator of the state's store, for a test that runs the server in its own process; null for none.</summary>
    public Func<ITableStore, ITableStore>? AroundStore { get; init; }

    /// <summary>The store with what was asked for around it; the store itself when nothing was.</summary>
    public ITableStore Wrap(ITableStore store)
    {
        ITableStore wrapped = FailPoints is null ? store : new FailPointStore(store, FailPoints);
        return AroundStore is null ? wrapped : AroundStore(wrapped);
    }

    /// <summary>What stands between the fleet and the cloud; null for nothing.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? AroundCloudCalls =>
        FailPoints is { } points ? inner => new FailPointHandler(points, inner) : null;

    /// <summary>The variables that are set, for people to see; empty in production.</summary>
    public IReadOnlyList<string> Set { get; private init; } = [];

    /// <param name="variable">Value of an environment variable; null when it is not set.</param>
    /// <exception cref="FormatException">
    /// A value that is no number, not within its bounds, or no fail point; the message names the variable.
    /// </exception>
    public static TestSwitches Read(Func<string, string?> variable)
    {
        int? engine = Number(variable, HostileEngine, 0, int.MaxValue);
        int? cloud = Number(variable, CloudFaults, 0, int.MaxValue);
        int? haste = Number(variable, Haste, 1, 1000);
        string? failPoint = variable(FailPoint) is { Length: > 0 } point ? point : null;
        TestSwitches none = new();
        return new TestSwitches
        {
            Engine = engine is { } seed ? new HostileEngine(new HostileSettings(seed)) : null,
            Faults = cloud is { } faults ? Draw(faults) : none.Faults,
            FailPoints = SelfKill.Ask(failPoint),
            Timing = haste is { } times ? Hastened(none.Timing, times) : none.Timing,
            Set =
            [
                .. new (string Name, object? Value)[]
                {
                    (HostileEngine, engine),
                    (CloudFaults, cloud),
                    (Haste, haste),
                    (FailPoint, failPoint),
                }
                    .Where(one => one.Value is not null)
                    .Select(one => $"{one.Name}={one.Value}"),
            ],
        };
    }

    private static int? Number(Func<string, string?> variable, string name, int least, int most) =>
        variable(name) switch
        {
            null or "" => null,
            var text
                when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    && number >= least
                    && number <= most => number,
            var text => throw new FormatException($"{name} is for tests, and is a whole number from {least} to {most}; it is '{text}'."),
        };

    /// <summary>In the end everything works: there is an end to the faults.</summary>
    private static FaultOptions Draw(int seed)
    {
#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
        Random chance = new(seed);
        double Rate(double most) => most * chance.NextDouble();
#pragma warning restore CA5394
        return new FaultOptions
        {
            Seed = seed,
            AtMost = 60,
            Throttle = Rate(0.2),
            ServerError = Rate(0.2),
            LostAnswer = Rate(0.3),
            AllocationFailure = Rate(0.4),
            PartialAllocation = Rate(0.4),
            SlowInstance = Rate(0.4),
            DeadInstance = Rate(0.4),
            Eviction = Rate(0.4),
        };
    }

    /// <summary>Not the retention, and not how often a long operation is looked at.</summary>
    private static ClusterTiming Hastened(ClusterTiming usual, int times) => usual with
    {
        LookAgain = usual.LookAgain / times,
        Unrecorded = usual.Unrecorded / times,
        QuotaFresh = usual.QuotaFresh / times,
        Observe = usual.Observe / times,
        Heartbeat = usual.Heartbeat / times,
        Suspect = usual.Suspect / times,
        Lost = usual.Lost / times,
        Backoff = usual.Backoff / times,
        BackoffMax = usual.BackoffMax / times,
        Hold = usual.Hold / times,
    };
}
