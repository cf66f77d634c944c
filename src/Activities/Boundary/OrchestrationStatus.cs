namespace BatchAi.Activities;

/// <summary>Where an instance stands.</summary>
public enum OrchestrationStatus
{
    Pending,
    Running,
    Completed,
    Failed,
    Terminated,
}
