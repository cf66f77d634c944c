namespace BatchAi.Activities;

/// <summary>What a node does, as a user sees it.</summary>
public enum NodeUse
{
    /// <summary>Listed, or registered, and not ready for a job (yet, or just now).</summary>
    Preparing,

    /// <summary>Ready, and held by no job.</summary>
    Idle,

    /// <summary>Held by a job.</summary>
    Running,

    /// <summary>Its set-up failed.</summary>
    Unusable,

    /// <summary>Lost, or its removal was asked for.</summary>
    Leaving,
}
