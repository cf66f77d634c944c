using BatchAi.Services;

namespace BatchAi.Simulation;

/// <summary>How a simulated world is.</summary>
public sealed record WorldOptions
{
    /// <summary>Of the ids; <see cref="CloudFaults"/> has one of its own.</summary>
    public int Seed { get; init; } = 1;

    public DateTimeOffset Begin { get; init; } = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Null for a cloud without faults.</summary>
    public CloudFaults? Faults { get; init; }

    /// <inheritdoc cref="ControlPlaneParts.Timing"/>
    public ClusterTiming Timing { get; init; } = new() { Hold = TimeSpan.Zero };

    /// <summary>As the one-machine host does it; infinite for a world without a watchdog.</summary>
    public TimeSpan WatchdogEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A life of the control plane begins with a round of the watchdog, as the hosts' do.</summary>
    public bool BeginsWithARound { get; init; } = true;

    /// <summary>Gives each life of the control plane its engine.</summary>
    public Func<VirtualClock, Task<IOrchestrationEngine>> Engine { get; init; } =
        _ => Task.FromResult<IOrchestrationEngine>(new SteppedEngine());

    /// <summary>Replaces or wraps parts of each life.</summary>
    public Func<ControlPlaneParts, ControlPlaneParts> Compose { get; init; } = parts => parts;

    /// <summary>What stands between the nodes and the control plane.</summary>
    public Func<INodeApi, INodeApi> AroundCalls { get; init; } = calls => calls;
}
