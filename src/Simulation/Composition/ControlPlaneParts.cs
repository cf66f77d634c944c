using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Simulation;

/// <summary>
/// What the control plane is composed over. Each part may be replaced or wrapped: a store with fail points, a fleet that fails, another
/// clock.
/// </summary>
public sealed record ControlPlaneParts
{
    public required TimeProvider Clock { get; init; }

    /// <summary>The composition puts the limits of Azure Table storage in front of it.</summary>
    public required ITableStore Store { get; init; }

    public required IFleet Fleet { get; init; }

    public required IFleetUsages Usages { get; init; }

    public INodeOffers Offers { get; init; } = SimulatedNeighbours.Instance;

    public INodeIdentity Identity { get; init; } = SimulatedNeighbours.Instance;

    /// <summary>Null keeps secrets as the hosts do, encrypted in the store.</summary>
    public ISecretStore? Secrets { get; init; }

    /// <summary>Null announces nothing, unless <see cref="Also"/> registers somebody who listens.</summary>
    public IJobEvents? Events { get; init; }

    /// <summary>Null for the one of a single process.</summary>
    public IAssignmentSignal? Signal { get; init; }

    /// <summary>By default calls of nodes are answered at once instead of held: a held call would wait on another thread.</summary>
    public ClusterTiming Timing { get; init; } = new() { Hold = TimeSpan.Zero };

    /// <summary>What a host registers before everything else: queues, files, an HTTP front.</summary>
    public Action<IServiceCollection> Also { get; init; } = _ => { };
}
