using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>What a turn of an attempt's orchestration does after its decision.</summary>
/// <param name="Gone">This attempt is over, or another orchestration looks after it.</param>
/// <param name="Phase">The phase the nodes' assignments should show.</param>
/// <param name="Untold">Nodes whose assignments are still to be written, or taken away: none when the gang fits one transaction, for then that was done with the decision.</param>
/// <param name="Released">Every node is clean: take the assignments away and finish.</param>
public sealed record JobStepResult(bool Gone, JobPhase Phase, IReadOnlyList<int> Untold, bool Released)
{
    public static JobStepResult Over { get; } = new(Gone: true, JobPhase.Clean, [], Released: false);
}
