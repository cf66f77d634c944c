namespace BatchAi.LocalCloud;

/// <summary>What a long-running operation does.</summary>
internal enum OperationKind
{
    Resize,
    Remove,
    Delete,
}
