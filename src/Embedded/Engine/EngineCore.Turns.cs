using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Embedded;

/// <content>One turn: run it, commit it, and only then let its commands happen.</content>
internal sealed partial class EngineCore
{
    private void RunTurn(LiveInstance instance)
    {
        InstanceRow row = instance.Row;
        DateTimeOffset now = _clock.GetUtcNow();
        now = now > instance.LastAt ? now : instance.LastAt;
        TurnOutcome outcome = instance.Fault is null
            ? OrchestrationTurn.Run(
                row,
                instance.History,
                instance.Arrivals(now),
                _catalog,
                left => Deliver(new Delivery(row.Id, row.Run, Arrival: null, left)))
            : new TurnOutcome([], [], row.CustomStatus, new TurnEnding.Failed(FailureText.Cut(instance.Fault)));

        InstanceRow after = After(row, outcome, now);
        List<LiveInstance> children = Children(row, outcome);
        int length = Commit(instance, after, outcome, children);

        instance.IsReady = false;
        children.ForEach(Begin);
        Launch(instance, outcome);
        if (outcome.Ending is not null and not TurnEnding.Failed && outcome.Outstanding.Any(command => command is HistoryEvent.SetTimer))
            LogAbandonedTimer(row.Name, row.Id);
        instance.Row = after;
        if (outcome.Ending is null)
            GoOn(instance, outcome, length);
        else if (outcome.Ending is TurnEnding.ContinuedAsNew)
            BeginRun(instance);
        else
            End(instance, after);
    }

    private static InstanceRow After(InstanceRow row, TurnOutcome outcome, DateTimeOffset now)
    {
        InstanceRow turned = row with { UpdatedAt = now, CustomStatus = outcome.CustomStatus, Status = OrchestrationStatus.Running };
        return outcome.Ending switch
        {
            TurnEnding.Completed completed => turned with { Status = OrchestrationStatus.Completed, Output = completed.Output },
            TurnEnding.Failed failed => turned with { Status = OrchestrationStatus.Failed, Failure = failed.Text },
            TurnEnding.ContinuedAsNew continued => turned with { Run = row.Run + 1, Input = continued.Input },
            _ => turned,
        };
    }

    /// <summary>New sub-orchestrations; an id that is taken gives none, and the call fails when it is launched.</summary>
    private List<LiveInstance> Children(InstanceRow row, TurnOutcome outcome)
    {
        List<LiveInstance> children = [];
        foreach (HistoryEvent.CalledOrchestration call in outcome.Fresh.OfType<HistoryEvent.CalledOrchestration>())
        {
            if (!Exists(call.InstanceId) && !children.Exists(child => child.Id == call.InstanceId))
                children.Add(NewInstance(call.Name, call.InstanceId, call.Input, new ParentCall(row.Id, row.Run, call.Number)));
        }

        return children;
    }

    /// <summary>Writes the turn with the sub-orchestrations it starts; returns the length of its events.</summary>
    private int Commit(LiveInstance instance, InstanceRow after, TurnOutcome outcome, List<LiveInstance> children)
    {
        string? events = outcome.Ending is null && outcome.Fresh.Count > 0 ? HistoryJson.Write(outcome.Fresh) : null;
        if (events is null && outcome.Ending is null)
            return 0;

        List<InstanceChange> changes =
        [
            new(after, instance.Turns, events, EmptiesHistory: outcome.Ending is not null && instance.Turns > 0),
        ];
        changes.AddRange(children.Select(child => new InstanceChange(child.Row, Turn: 0, Events: null, EmptiesHistory: false)));
        _store.Commit(changes);
        return events?.Length ?? 0;
    }

    /// <summary>
    /// Begins what the run asked for and is not under way: the new commands of a turn, and after a restart all that have
    /// no answer yet.
    /// </summary>
    private void Launch(LiveInstance instance, TurnOutcome outcome)
    {
        foreach (HistoryEvent.RangOther ring in outcome.Fresh.OfType<HistoryEvent.RangOther>())
            Ring(ring.InstanceId, ring.Name);

        foreach (HistoryEvent.Command command in outcome.Outstanding)
        {
            if (!instance.UnderWay.Add(command.Number))
                continue;
            if (command is HistoryEvent.CalledActivity call)
                LaunchActivity(new ActivityCall(instance.Id, instance.Row.Run, call.Number, call.Name, call.Input));
            else if (command is HistoryEvent.CalledOrchestration child)
                Follow(instance.Row, child);
            else if (command is HistoryEvent.SetTimer timer && outcome.Ending is null)
                LaunchTimer(instance, timer);
        }
    }

    private void LaunchActivity(ActivityCall call)
    {
        foreach (TimeSpan delay in _disturbance?.ActivityDelays() ?? [TimeSpan.Zero])
            Later(delay, () => _activities.Enqueue(call));
    }

    private void LaunchTimer(LiveInstance instance, HistoryEvent.SetTimer timer)
    {
        Delivery fired = Delivery.Fired(instance.Id, instance.Row.Run, timer.Number);
        instance.Timers[timer.Number] = _due.Add(timer.FireAt - (_disturbance?.TimerHaste() ?? TimeSpan.Zero), () => HandOver(fired));
    }

    /// <summary>Sees to it that the end of a sub-orchestration reaches its parent, also when it ended while nobody listened.</summary>
    private void Follow(InstanceRow parent, HistoryEvent.CalledOrchestration call)
    {
        InstanceRow? child = _live.TryGetValue(call.InstanceId, out LiveInstance? live) ? live.Row : _store.Find(call.InstanceId);
        if (child?.Parent != new ParentCall(parent.Id, parent.Run, call.Number))
            Deliver(
                Delivery.Failed(
                    parent.Id,
                    parent.Run,
                    call.Number,
                    child is null ? $"Instance '{call.InstanceId}' is gone" : $"An instance '{call.InstanceId}' exists already"));
        else if (child.HasEnded)
            TellParent(child);
    }

    private void GoOn(LiveInstance instance, TurnOutcome outcome, int length)
    {
        instance.Keep(outcome.Fresh, length);
        HashSet<int> outstanding = [.. outcome.Outstanding.Select(command => command.Number)];
        foreach ((int number, DueItem timer) in instance.Timers.Where(timer => !outstanding.Contains(timer.Key)).ToList())
        {
            _due.Remove(timer);
            instance.Timers.Remove(number);
        }

        if (instance.IsWarned || (instance.History.Count <= WarnAtEvents && instance.HistoryLength <= WarnAtLength))
            return;

        instance.IsWarned = true;
        LogLongHistory(instance.Row.Name, instance.Id, instance.History.Count, instance.HistoryLength);
    }

    private void BeginRun(LiveInstance instance)
    {
        DropTimers(instance);
        instance.BeginRun();
        MakeReady(instance);
    }

    private void End(LiveInstance instance, InstanceRow ended)
    {
        if (ended.Status == OrchestrationStatus.Failed)
            LogFailed(ended.Name, ended.Id, ended.Failure ?? "");
        DropTimers(instance);
        _live.Remove(ended.Id);
        if (ended.Parent is not null)
            TellParent(ended);
    }

    private void DropTimers(LiveInstance instance)
    {
        foreach (DueItem timer in instance.Timers.Values)
            _due.Remove(timer);
        instance.Timers.Clear();
    }

    private void TellParent(InstanceRow child)
    {
        (string parent, int run, int number) = (child.Parent!.InstanceId, child.Parent.Run, child.Parent.Number);
        Deliver(
            child.Status switch
            {
                OrchestrationStatus.Completed => Delivery.Completed(parent, run, number, child.Output ?? ""),
                OrchestrationStatus.Terminated => Delivery.Failed(
                    parent,
                    run,
                    number,
                    $"Instance '{child.Id}' was terminated: {child.Failure}"),
                _ => Delivery.Failed(parent, run, number, child.Failure ?? ""),
            }
        );
    }
}
