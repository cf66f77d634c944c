namespace BatchAi.Scheduling;

/// <summary>Why a job waits, as shown to its owner.</summary>
/// <param name="Text">Begins with the code's name; one line.</param>
public sealed record WaitingReason(WaitingCode Code, string Text)
{
    /// <summary>The job it waits for, where it is one: its uid stands in the text.</summary>
    public string? BehindJobUid { get; init; }
}
