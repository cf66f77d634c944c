namespace BatchAi.LocalCloud;

/// <summary>What a long-running operation does.</summary>
internal enum OperationKind
{
    /// <summary>Brings a scale set to a size.</summary>
    Resize,

    /// <summary>Removes instances of a scale set by name.</summary>
    Remove,

    /// <summary>Deletes a resource.</summary>
    Delete,

    /// <summary>Makes a virtual machine or a part of one.</summary>
    Create,
}
