namespace BatchAi.Activities;

/// <summary>What is done to a scale set.</summary>
public enum FleetAction
{
    Create,
    Raise,
    Remove,
    Delete,

    /// <summary>Asks how the write under way stands.</summary>
    Poll,

    /// <summary>Reads size, instances and quota; brings the node rows in line with what exists.</summary>
    Observe,
}
