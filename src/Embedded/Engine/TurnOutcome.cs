namespace BatchAi.Embedded;

/// <summary>What came of one turn. Nothing of it has happened yet: the engine commits it first.</summary>
/// <param name="Fresh">Events to append, in order.</param>
/// <param name="Outstanding">Commands that still wait for an answer, older turns' included.</param>
/// <param name="Ending">Null while the run goes on.</param>
internal sealed record TurnOutcome(
    IReadOnlyList<HistoryEvent> Fresh,
    IReadOnlyList<HistoryEvent.Command> Outstanding,
    string? CustomStatus,
    TurnEnding? Ending);
