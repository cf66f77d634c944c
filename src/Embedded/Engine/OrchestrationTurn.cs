using BatchAi.Orchestrations;

namespace BatchAi.Embedded;

/// <summary>
/// Runs an orchestration from its beginning through its history and then through what has arrived since. Changes
/// nothing outside itself.
/// </summary>
internal sealed class OrchestrationTurn
{
    private readonly OrchestrationDescriptor _orchestration;
    private readonly InstanceRow _row;
    private readonly TurnThread _thread;
    private readonly ReplayContext _context;
    private string? _left;
    private Task<string>? _run;

    private OrchestrationTurn(
        OrchestrationDescriptor orchestration,
        InstanceRow row,
        IReadOnlyList<HistoryEvent> history,
        EngineCatalog catalog,
        Action<string> onLeft)
    {
        _orchestration = orchestration;
        _row = row;
        _thread = new TurnThread(how =>
        {
            Volatile.Write(ref _left, how);
            onLeft(how);
        });
        _context = new ReplayContext(row, history, catalog, _thread);
    }

    /// <param name="onLeft">Told when the orchestration awaited something foreign; possibly long after the turn, on any thread.</param>
    public static TurnOutcome Run(
        InstanceRow row,
        IReadOnlyList<HistoryEvent> history,
        IEnumerable<HistoryEvent.Arrival> arrivals,
        EngineCatalog catalog,
        Action<string> onLeft)
    {
        if (!catalog.Orchestrations.TryGetValue(row.Name, out OrchestrationDescriptor? orchestration))
            return new TurnOutcome([], [], row.CustomStatus, new TurnEnding.Failed($"No orchestration is named {row.Name}"));

        SynchronizationContext? outside = SynchronizationContext.Current;
        OrchestrationTurn turn = new(orchestration, row, history, catalog, onLeft);
        SynchronizationContext.SetSynchronizationContext(turn._thread);
        try
        {
            return turn.Run(arrivals);
        }
        catch (NonDeterminismException difference)
        {
            return turn.Broken(difference.Message);
        }
        catch (Exception error)
        {
            // Foreign code ends here: what it throws past its own task (an async void does) fails its instance, not the engine.
            return turn.Broken(FailureText.Of(error));
        }
        finally
        {
            turn._thread.Close();
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private TurnOutcome Run(IEnumerable<HistoryEvent.Arrival> arrivals)
    {
        while (_context.NextRecorded() is { } recorded)
        {
            if (Step(recorded) is { } broken)
                return broken;
            if (_run is { IsCompleted: true })
                throw new NonDeterminismException(
                    $"Orchestration {_row.Name} is not deterministic or its code changed under instance '{_row.Id}': the replay "
                    + "ended, the history goes on"
                );
        }

        _context.GoLive();
        foreach (HistoryEvent.Arrival arrival in arrivals)
        {
            if (_run is { IsCompleted: true })
                break;
            if (_context.TryRecord(arrival) && Step(arrival) is { } broken)
                return broken;
        }

        return new TurnOutcome(_context.Fresh, _context.Outstanding, _context.CustomStatus, Ending());
    }

    /// <summary>Lets the orchestration handle one arrival until it waits again; an outcome only when it broke a rule.</summary>
    private TurnOutcome? Step(HistoryEvent.Arrival arrival)
    {
        _context.Handle(arrival);
        if (arrival is HistoryEvent.Began)
            _run = Start();
        _thread.Drain();

        if (_context.Fault is not null)
            return Broken(_context.Fault.Message);
        if (Volatile.Read(ref _left) is { } left)
            return Broken(left);
        if (_run is { IsCompleted: false } && !_context.IsWaiting)
            return Broken(TurnThread.Left("awaits something that is not of its context"));
        return null;
    }

    // Async, so that whatever the orchestration throws at once lands in the task like what it throws later.
    private async Task<string> Start() => await _orchestration.RunAsync(_context, _row.Input);

    private TurnOutcome Broken(string text) => new([], [], _context.CustomStatus, new TurnEnding.Failed(FailureText.Cut(text)));

    private TurnEnding? Ending() => _run switch
    {
        { IsCompletedSuccessfully: true } when _context.NextInput is not null => new TurnEnding.ContinuedAsNew(_context.NextInput),
        { IsCompletedSuccessfully: true } => new TurnEnding.Completed(_run.Result),
        { IsFaulted: true } => new TurnEnding.Failed(FailureText.Of(_run.Exception.InnerException ?? _run.Exception)),
        { IsCanceled: true } => new TurnEnding.Failed("The orchestration let a cancellation of its own out"),
        _ => null,
    };
}
