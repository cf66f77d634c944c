namespace BatchAi.Activities;

/// <summary>On which side of a fail point's effect a process dies.</summary>
public enum FailMoment
{
    /// <summary>The effect never took place.</summary>
    Before,

    /// <summary>The effect is in place, but whoever caused it never hears so.</summary>
    After,
}
