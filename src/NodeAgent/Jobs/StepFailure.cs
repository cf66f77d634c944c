using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Why this node's part of a job ended badly; no exit code where no process of the user ran.</summary>
internal sealed record StepFailure(BatchAIError Error, int? ExitCode = null)
{
    /// <summary>The node itself is at fault, not the job.</summary>
    public static StepFailure Internal(string message) => new(new BatchAIError { Code = "InternalError", Message = message });
}
