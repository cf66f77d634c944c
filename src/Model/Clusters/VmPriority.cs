using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Dedicated machines, or cheaper ones that Azure may take back.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<VmPriority>))]
public enum VmPriority
{
    /// <summary>Kept until removed.</summary>
    Dedicated,
    /// <summary>May be evicted at any time.</summary>
    LowPriority,
}
