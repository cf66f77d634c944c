using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Why this node's part of a job ended badly; no exit code where no process of the user ran.</summary>
internal sealed record StepFailure(BatchAIError Error, int? ExitCode = null)
{
    /// <summary>A process could not be started.</summary>
    /// <param name="what">What could not be started, with a capital letter.</param>
    public static StepFailure NotStarted(string what, RunEnd.NotStarted end) => end.Code is { } code
        ? new StepFailure(new BatchAIError { Code = code, Message = $"{what} could not be started: {end.Problem}" })
        : Internal($"{what} could not be started: {end.Problem}");

    /// <summary>The node itself is at fault, not the job.</summary>
    public static StepFailure Internal(string message) => new(new BatchAIError { Code = "InternalError", Message = message });
}
