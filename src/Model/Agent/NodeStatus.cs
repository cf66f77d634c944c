using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>What an agent says of its node.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<NodeStatus>))]
public enum NodeStatus
{
    /// <summary>Mounting and running the setup task.</summary>
    Preparing,

    /// <summary>Takes jobs.</summary>
    Ready,

    /// <summary>Set-up failed; the problem is reported beside it.</summary>
    Unusable,
}
