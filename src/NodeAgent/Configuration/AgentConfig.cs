using System.Text.Json.Serialization;

namespace BatchAi.NodeAgent;

/// <summary>
/// The file that <c>run --config</c> names, in camel case; written by whoever starts the node, the same for all nodes of a cluster.
/// Paths are absolute. What differs between nodes comes from the environment (docs/agent-protocol.md). Optional
/// properties are not <c>init</c>: the serializer would set absent ones to null and zero instead of leaving the values
/// given here.
/// </summary>
public sealed record AgentConfig
{
    public required string ClusterUid { get; init; }

    /// <summary>
    /// A file whose text is the API's base URL. Read before every call, so that agents follow an API that moved to
    /// another port.
    /// </summary>
    public required string EndpointFile { get; init; }

    /// <summary>
    /// Where volumes live on one machine: <c>{account}/{share or container}</c>, <c>fileservers/{workspace}/{name}</c>
    /// and <c>unmanaged/{relativeMountPath}</c> below it. Null on Azure.
    /// </summary>
    public string? VolumesDirectory { get; set; }

    /// <summary>
    /// Where the shared temporary directories of jobs are made: <c>{jobUid}-{fence}</c> below it, the same for all
    /// nodes.
    /// </summary>
    public required string SharedDirectory { get; init; }

    /// <summary>Existing directories that stand in for volumes: <c>account/share</c> → <c>/path</c> or <c>/path:ro</c>.</summary>
    public IReadOnlyDictionary<string, string> Volumes { get; set; } = new Dictionary<string, string>();

    /// <summary>What becomes of a job with containerSettings.</summary>
    public ContainerMode Containers { get; set; } = ContainerMode.Refuse;

    /// <summary>
    /// The user that jobs run as, for an agent of root; null runs them as the agent's own. Setup tasks run as the
    /// agent's user.
    /// </summary>
    public string? JobUser { get; set; }

    /// <summary>Null on one machine.</summary>
    public AzureConfig? Azure { get; set; }

    /// <summary>True when all nodes of the cluster are processes of this machine.</summary>
    [JsonIgnore]
    public bool OneMachine => Azure is null;

    /// <summary>Seconds between SIGTERM and SIGKILL when a job's processes are stopped.</summary>
    public double StopGraceSeconds { get; set; } = 5;

    /// <summary>Seconds after which a job that writes nothing is reported as quiet.</summary>
    public double QuietSeconds { get; set; } = 600;
}
