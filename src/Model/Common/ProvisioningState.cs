using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Where a resource is in its own life.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ProvisioningState>))]
public enum ProvisioningState
{
    /// <summary>Being made.</summary>
    Creating,
    /// <summary>Being changed.</summary>
    Updating,
    /// <summary>Being removed.</summary>
    Deleting,
    /// <summary>In place.</summary>
    Succeeded,
    /// <summary>Could not be made.</summary>
    Failed,
}
