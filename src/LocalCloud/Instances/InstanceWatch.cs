namespace BatchAi.LocalCloud;

/// <summary>What the keeper remembers of an instance while it runs; all of it can be found out again.</summary>
internal sealed class InstanceWatch
{
    /// <summary>Work on the instance is under way; no other begins.</summary>
    public bool Busy { get; set; }

    /// <summary>Nothing is tried again before this time.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>The process last seen alive; null when not looked for yet.</summary>
    public MainProcess? Main { get; set; }

    public DateTimeOffset LaunchedAt { get; set; }

    /// <summary>Launches in a row that did not last.</summary>
    public int ShortLives { get; set; }

    /// <summary>Times in a row that something could not be removed.</summary>
    public int FailedRemovals { get; set; }

    /// <summary>The custom data is no script.</summary>
    public bool NothingToRun { get; set; }
}
