using BatchAi.Services;
using BatchAi.State;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions;

/// <summary>
/// Starts and rings our orchestrations on Durable Functions. Engines refuse an id that is in use, or a message to an
/// instance that is over, each with an exception type of its own; after a refusal this class asks what is there and
/// decides by that.
/// </summary>
public sealed class DurableOrchestrationClient(DurableTaskClient durable) : IOrchestrationClient
{
    private static readonly OrchestrationRuntimeStatus[] s_ended =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <remarks>
    /// The Functions host replaces an instance that has ended, so the first look is needed. Two starters that both see
    /// nothing leave one instance: the engine refuses the second while the first one's runs.
    /// </remarks>
    public async Task<StartOutcome> StartAsync<TInput>(
        string orchestration,
        string instanceId,
        TInput input,
        CancellationToken cancellation)
    {
        if (await durable.GetInstanceAsync(instanceId, cancellation) is not null)
            return StartOutcome.Exists;

        StartOrchestrationOptions options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses([
            .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
        ]);
        try
        {
            await durable.ScheduleNewOrchestrationInstanceAsync(orchestration, RowJson.Write(input), options, cancellation);
            return StartOutcome.Started;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            if (await durable.GetInstanceAsync(instanceId, cancellation) is null)
                throw;

            return StartOutcome.Exists;
        }
    }

    public Task RingAsync(string instanceId, string eventName, CancellationToken cancellation) =>
        SendAsync(instanceId, () => durable.RaiseEventAsync(instanceId, eventName, string.Empty, cancellation), cancellation);

    public async Task<OrchestrationState?> GetAsync(string instanceId, CancellationToken cancellation) =>
        await durable.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellation) is { } found ? DurableState.Of(found) : null;

    public Task TerminateAsync(string instanceId, string reason, CancellationToken cancellation) =>
        SendAsync(instanceId, () => durable.TerminateInstanceAsync(instanceId, (object)reason, cancellation), cancellation);

    /// <remarks>The engine's own purge goes by time of creation and has no limit, hence the query.</remarks>
    public async Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation)
    {
        int purged = 0;
        OrchestrationQuery ended = new(CreatedTo: endedBefore, Statuses: s_ended, PageSize: limit);
        await foreach (OrchestrationMetadata instance in durable.GetAllInstancesAsync(ended).WithCancellation(cancellation))
        {
            if (purged == limit)
                break;

            if (instance.LastUpdatedAt < endedBefore)
                purged += (await durable.PurgeInstanceAsync(instance.InstanceId, cancellation)).PurgedInstanceCount;
        }

        return purged;
    }

    /// <summary>A message to an instance that is over or was never there is lost, as everywhere.</summary>
    private async Task SendAsync(string instanceId, Func<Task> send, CancellationToken cancellation)
    {
        try
        {
            await send();
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            if (await durable.GetInstanceAsync(instanceId, cancellation) is { IsCompleted: false })
                throw;
        }
    }
}
