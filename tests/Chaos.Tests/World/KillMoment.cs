namespace BatchAi.Chaos.Tests;

/// <summary>On which side of a write the process dies.</summary>
public enum KillMoment
{
    /// <summary>The write was never made.</summary>
    Before,

    /// <summary>The write is in place, but whoever made it never hears so.</summary>
    After,
}
