namespace BatchAi.Testing;

/// <summary>Writes down every turn that passes.</summary>
public sealed class TurnRecorder(IHubWork inner) : IHubWork
{
    private readonly List<RecordedTurn> _turns = [];

    /// <summary>What passed, without what is only the beginning of another.</summary>
    public IReadOnlyList<RecordedTurn> Turns
    {
        get
        {
            lock (_turns)
                return [.. Distinct(_turns)];
        }
    }

    /// <summary>One of those that look alike, and none that is only the beginning of another.</summary>
    public static IReadOnlyList<RecordedTurn> Distinct(IReadOnlyList<RecordedTurn> turns) =>
        [
            .. turns.Where(
                (turn, place) =>
                    !turns
                        .Where(
                            (other, otherPlace) =>
                                turn.IsBeginningOf(other) && (other.Shape.Count > turn.Shape.Count || otherPlace < place))
                        .Any()),
        ];

    public Task<string> OrchestrateAsync(string name, string request)
    {
        lock (_turns)
            _turns.Add(RecordedTurn.Of(name, request));
        return inner.OrchestrateAsync(name, request);
    }

    public Task<string?> ActAsync(string name, string instanceId, string? input) => inner.ActAsync(name, instanceId, input);
}
