namespace BatchAi.Activities;

/// <summary>What a long-running operation does.</summary>
public enum OperationKind
{
    Create,
    Delete,
    Terminate,
}
