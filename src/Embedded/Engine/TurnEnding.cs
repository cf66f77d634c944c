namespace BatchAi.Embedded;

/// <summary>How a run ended.</summary>
internal abstract record TurnEnding
{
    private TurnEnding()
    {
    }

    internal sealed record Completed(string Output) : TurnEnding;

    internal sealed record Failed(string Text) : TurnEnding;

    internal sealed record ContinuedAsNew(string Input) : TurnEnding;
}
