using System.Text.Json.Serialization;

namespace BatchAi.Embedded;

/// <summary>
/// One line of an instance's history: something that arrived, or something the orchestration did. A replay gets the
/// arrivals and must do the commands again, in that order.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Began), "began")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Fired), "fired")]
[JsonDerivedType(typeof(Rung), "rung")]
[JsonDerivedType(typeof(CalledActivity), "activity")]
[JsonDerivedType(typeof(CalledOrchestration), "orchestration")]
[JsonDerivedType(typeof(SetTimer), "timer")]
[JsonDerivedType(typeof(RangOther), "ring")]
internal abstract record HistoryEvent
{
    private HistoryEvent()
    {
    }

    /// <param name="At">What the orchestration reads as the time while it handles this.</param>
    internal abstract record Arrival(DateTimeOffset At) : HistoryEvent;

    /// <param name="Number">Counts the commands of a run from 0; the answer to a command names it.</param>
    internal abstract record Command(int Number) : HistoryEvent;

    internal sealed record Began(DateTimeOffset At) : Arrival(At);

    internal sealed record Completed(int Number, string Output, DateTimeOffset At) : Arrival(At);

    internal sealed record Failed(int Number, string Details, DateTimeOffset At) : Arrival(At);

    internal sealed record Fired(int Number, DateTimeOffset At) : Arrival(At);

    internal sealed record Rung(string Name, DateTimeOffset At) : Arrival(At);

    internal sealed record CalledActivity(int Number, string Name, string Input) : Command(Number);

    internal sealed record CalledOrchestration(int Number, string Name, string InstanceId, string Input) : Command(Number);

    internal sealed record SetTimer(int Number, DateTimeOffset FireAt) : Command(Number);

    internal sealed record RangOther(int Number, string InstanceId, string Name) : Command(Number);
}
