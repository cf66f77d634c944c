using BatchAi.Orchestrations;

namespace BatchAi.Embedded;

/// <summary>Something on its way to an instance; dropped when the instance has ended or that run of it is over.</summary>
/// <param name="Run">Null for whichever run there is.</param>
/// <param name="Arrival">Its time is set when a turn takes it; null with a <paramref name="Fault"/>.</param>
/// <param name="Fault">Why the instance must fail.</param>
internal sealed record Delivery(string InstanceId, int? Run, HistoryEvent.Arrival? Arrival, string? Fault = null)
{
    public static Delivery Ring(string instanceId, string eventName) =>
        new(instanceId, Run: null, new HistoryEvent.Rung(eventName, default));

    public static Delivery Completed(string instanceId, int run, int number, string output) =>
        new(instanceId, run, new HistoryEvent.Completed(number, output, default));

    public static Delivery Failed(string instanceId, int run, int number, string details) =>
        new(instanceId, run, new HistoryEvent.Failed(number, FailureText.Cut(details), default));

    public static Delivery Fired(string instanceId, int run, int number) => new(instanceId, run, new HistoryEvent.Fired(number, default));
}
