namespace BatchAi.Orchestrations;

/// <summary>An activity or sub-orchestration failed after its last try. Its cause crosses the durable boundary as text only.</summary>
public sealed class ActivityFailedException(string name, string details) : Exception($"{name} failed: {details}")
{
    /// <summary>Name of the activity or orchestration.</summary>
    public string TaskName { get; } = name;

    /// <summary>Type, message and stack of the cause, at most 16 KB.</summary>
    public string Details { get; } = details;
}
