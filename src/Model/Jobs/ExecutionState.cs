using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Where a job is.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ExecutionState>))]
public enum ExecutionState
{
    /// <summary>Waiting for nodes.</summary>
    Queued,
    /// <summary>Has its nodes; covers image pull, mounts and preparation.</summary>
    Running,
    /// <summary>Being stopped on request.</summary>
    Terminating,
    /// <summary>Ended with exit code 0.</summary>
    Succeeded,
    /// <summary>Ended otherwise.</summary>
    Failed,
}
