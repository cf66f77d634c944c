namespace BatchAi.Activities;

/// <summary>How a write met another writer.</summary>
public enum ConflictKind
{
    /// <summary>An insert found the row in place.</summary>
    Exists,

    /// <summary>A replace or delete found the row changed.</summary>
    Changed,

    /// <summary>A replace or delete found the row gone.</summary>
    Gone,
}
