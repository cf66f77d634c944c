namespace BatchAi.Embedded;

/// <summary>How the embedded durable engine runs.</summary>
public sealed class EmbeddedEngineOptions
{
    /// <summary>File of the history database, made when missing; null keeps history in memory, where it ends with the process.</summary>
    public string? DatabasePath { get; set; }

    /// <summary>How many activities run at a time; at least 1.</summary>
    public int MaxConcurrentActivities { get; set; } = 32;

    /// <summary>
    /// True: no thread of its own. Nothing happens but in <see cref="EmbeddedEngine.RunUntilIdleAsync"/>, one step
    /// after the other, so that a run can be repeated exactly.
    /// </summary>
    public bool Stepped { get; set; }

    /// <summary>Misbehaviour to be proof against; null in production.</summary>
    public IEngineDisturbance? Disturbance { get; set; }
}
