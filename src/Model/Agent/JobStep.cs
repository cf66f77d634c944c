using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>How far a node is with one attempt of a job. Later values imply the earlier ones.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<JobStep>))]
public enum JobStep
{
    /// <summary>Begun; not ready for launch.</summary>
    Preparing,

    /// <summary>Phase prepare is done.</summary>
    Prepared,

    /// <summary>This node's processes of the job run, or it has none.</summary>
    Launched,

    /// <summary>
    /// This node's part has ended, well or badly: see the exit code and failure. Only nodes that run processes, or
    /// whose preparation failed, report it.
    /// </summary>
    Finished,

    /// <summary>No process of the job is left on this node.</summary>
    Stopped,

    /// <summary>Nothing of the job is left on this node but its output; it can take another.</summary>
    Clean,
}
