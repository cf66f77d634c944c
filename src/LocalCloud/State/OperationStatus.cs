namespace BatchAi.LocalCloud;

/// <summary>Where an operation stands; the names are Azure's.</summary>
internal enum OperationStatus
{
    InProgress,
    Succeeded,
    Failed,
}
