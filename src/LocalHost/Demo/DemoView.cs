namespace BatchAi.LocalHost;

/// <summary>One moment of the demo: all that the display shows.</summary>
public sealed record DemoView
{
    /// <summary>What is being done, as words that follow "while".</summary>
    public string Phase { get; init; } = "starting";

    public IReadOnlyList<DemoNode> Nodes { get; init; } = [];

    /// <summary>For example <c>running</c>, or <c>queued: WaitingForNodes 2/4</c>.</summary>
    public string Job { get; init; } = "-";

    /// <summary>For example <c>resizing, 2 nodes: 1 preparing, 1 idle</c>.</summary>
    public string Cluster { get; init; } = "-";

    /// <summary>The last lines the job wrote.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];
}
