using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Orders the queue; running jobs are not displaced.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<JobPriority>))]
public enum JobPriority
{
    /// <summary>After the others.</summary>
    Low,
    /// <summary>The default.</summary>
    Normal,
    /// <summary>Before the others.</summary>
    High,
}
