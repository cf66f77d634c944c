using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>
/// What the nodes of a gang should be doing, in order. A phase is raised only when every node has reported the one before.
/// </summary>
[JsonConverter(typeof(LowerCaseEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>The nodes are held; nothing was asked of them yet.</summary>
    Reserved,

    /// <summary>Directories, mounts, hostfile, container, job preparation.</summary>
    Prepare,

    /// <summary>The toolkit runs.</summary>
    Launch,

    /// <summary>Every process of the job is stopped.</summary>
    Stop,

    /// <summary>Mounts and temporary files are removed; the node is free once it reports so.</summary>
    Clean,
}
