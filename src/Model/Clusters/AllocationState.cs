using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Whether the cluster has the nodes it wants.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<AllocationState>))]
public enum AllocationState
{
    /// <summary>It has.</summary>
    Steady,
    /// <summary>Nodes are being added or removed.</summary>
    Resizing,
}
