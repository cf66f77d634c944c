using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Embedded;

/// <summary>Runs activities, each in a scope of its own, and delivers what comes of them.</summary>
internal sealed class ActivityRunner(
    IReadOnlyDictionary<string, ActivityDescriptor> activities,
    IServiceScopeFactory scopes,
    EmbeddedEngineOptions options,
    Action<Delivery> deliver) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ActivityCall> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _allDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    public void Enqueue(ActivityCall call)
    {
        lock (_gate)
        {
            _waiting.Add(call);
            if (!options.Stepped)
                StartWaiting();
        }
    }

    /// <summary>Runs one waiting activity to its end; false when there is none.</summary>
    /// <param name="pick">Which of so many goes first.</param>
    public async Task<bool> RunOneAsync(Func<int, int> pick)
    {
        ActivityCall call;
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return false;

            int index = pick(_waiting.Count);
            call = _waiting[index];
            _waiting.RemoveAt(index);
        }

        await RunAsync(call);
        return true;
    }

    /// <summary>
    /// Starts nothing more, cancels what runs and waits for it. Activities that do not end in time are left behind:
    /// their results are lost, so they run again.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        lock (_gate)
        {
            _waiting.Clear();
            if (_running == 0)
                _allDone.TrySetResult();
        }

        await _allDone.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void StartWaiting()
    {
        while (_running < options.MaxConcurrentActivities && _waiting.Count > 0 && !_stop.IsCancellationRequested)
        {
            ActivityCall call = _waiting[0];
            _waiting.RemoveAt(0);
            _running++;
            _ = Task.Run(() => RunThenStartWaitingAsync(call));
        }
    }

    private async Task RunThenStartWaitingAsync(ActivityCall call)
    {
        await RunAsync(call);
        lock (_gate)
        {
            _running--;
            StartWaiting();
            if (_running == 0 && _stop.IsCancellationRequested)
                _allDone.TrySetResult();
        }
    }

    private async Task RunAsync(ActivityCall call)
    {
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            string output = await activities[call.Name].RunAsync(scope.ServiceProvider, call.Input, _stop.Token);
            deliver(Delivery.Completed(call.InstanceId, call.Run, call.Number, output));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // It failed because we stop: no result, so it runs again after the restart.
        }
        catch (Exception error)
        {
            // The edge of the durable boundary: whatever an activity throws goes to its orchestration, as text.
            deliver(Delivery.Failed(call.InstanceId, call.Run, call.Number, FailureText.Of(error)));
        }
    }
}
