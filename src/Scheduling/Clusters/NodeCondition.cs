namespace BatchAi.Scheduling;

/// <summary>What a node is good for.</summary>
public enum NodeCondition
{
    /// <summary>Listed by the cloud; its agent has not registered, or is still setting up.</summary>
    Preparing,

    /// <summary>Registered, set up, heard of recently, and its last report shows nothing of any job it does not hold.</summary>
    Ready,

    /// <summary>Registered and set up, but it still has something of an earlier job, or has not been heard of for a while.</summary>
    Unclear,

    /// <summary>Set-up failed.</summary>
    Unusable,

    /// <summary>It was set up well, and its jobs made it unusable; once no job holds it, it is to be removed.</summary>
    WornOut,

    /// <summary>Silent for so long that it counts as lost; to be removed.</summary>
    Lost,

    /// <summary>Its removal was asked for.</summary>
    Leaving,
}
