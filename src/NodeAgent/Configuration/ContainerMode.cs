using System.Text.Json.Serialization;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>What a node without a container runtime does with containerSettings.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ContainerMode>))]
public enum ContainerMode
{
    /// <summary>The job fails with FailedStartingContainer.</summary>
    Refuse,

    /// <summary>The job runs on the host, and its execution log says so.</summary>
    Host,
}
