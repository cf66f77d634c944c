namespace BatchAi.LocalHost;

/// <summary>What the demo may be told.</summary>
public sealed record DemoOptions
{
    /// <summary>Where the job's output is copied to; relative to the current directory.</summary>
    public string OutputDirectory { get; init; } = "demo-output";

    /// <summary>How long everything together may take before the demo gives up and says where it stood.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
}
