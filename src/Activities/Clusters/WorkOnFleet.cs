using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Does one piece of fleet work. Writes look first whether they are still wanted: a late duplicate finds another fence,
/// or its own operation recorded, in the control row and does nothing.
/// </summary>
public sealed class WorkOnFleet(FactStore facts, FleetObserver observer, ScaleSetSpecs specs, IFleet fleet, TimeProvider clock)
    : IActivity<FleetOrder, FleetReport>
{
    public async Task<FleetReport> RunAsync(FleetOrder order, CancellationToken cancellation)
    {
        FleetWork work = order.Work;
        if (work.Action == FleetAction.Observe)
        {
            DateTimeOffset begun = clock.GetUtcNow();
            return new FleetReport(work.Action, work.Fence, null, await observer.ObserveAsync(order.ClusterUid, cancellation), begun);
        }

        FleetOutcome outcome = await IsWantedAsync(order, cancellation)
            ? await DoAsync(order.ClusterUid, work, cancellation)
            : new FleetOutcome.Nothing("the decision is out of date");
        return new FleetReport(work.Action, work.Fence, outcome, null, clock.GetUtcNow());
    }

    private async Task<bool> IsWantedAsync(FleetOrder order, CancellationToken cancellation)
    {
        FleetWork? current = (await facts.ControlAsync(order.ClusterUid, cancellation))?.Value.InFlight;
        return current?.Fence == order.Work.Fence && (order.Work.Action == FleetAction.Poll || current.OperationUrl is null);
    }

    private async Task<FleetOutcome> DoAsync(string clusterUid, FleetWork work, CancellationToken cancellation)
    {
        string scaleSet = ScaleSetSpecs.NameOf(clusterUid);
        return work.Action switch
        {
            FleetAction.Create => await specs.MakeAsync(clusterUid, cancellation) is { } spec
                ? await fleet.BeginCreateAsync(spec, cancellation)
                : new FleetOutcome.Nothing("the cluster is gone"),
            FleetAction.Raise => await fleet.BeginRaiseAsync(scaleSet, work.Seen, work.Size, cancellation),
            FleetAction.Remove => await fleet.BeginRemoveAsync(
                scaleSet,
                [.. work.Ordinals.Select(ordinal => ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture))],
                cancellation),
            FleetAction.Delete => await fleet.BeginDeleteAsync(scaleSet, cancellation),
            FleetAction.Poll => await fleet.PollAsync(work.OperationUrl!, cancellation),
            _ => throw new InvalidOperationException($"No such fleet work: {work.Action}"),
        };
    }
}

/// <summary>Fleet work of one cluster.</summary>
public sealed record FleetOrder(string ClusterUid, FleetWork Work);
