using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>What happens to jobs on nodes that a manual resize removes.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<DeallocationOption>))]
public enum DeallocationOption
{
    /// <summary>Stopped and run again.</summary>
    Requeue,
    /// <summary>Stopped and not run again.</summary>
    Terminate,
    /// <summary>The node goes when its job has ended.</summary>
    WaitForJobCompletion,
}
