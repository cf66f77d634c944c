using DurableTask.Core;

namespace BatchAi.Testing;

/// <summary>
/// A hub's service as one worker reaches it: once it is killed it takes nothing and completes nothing, and what it held
/// can be taken by another.
/// </summary>
internal sealed class MortalService(IOrchestrationService inner, HubConnection connection) : HubService(inner)
{
    public override Task<TaskOrchestrationWorkItem?> LockNextTaskOrchestrationWorkItemAsync(
        TimeSpan receiveTimeout,
        CancellationToken cancellationToken)
    {
        connection.ThrowIfCut();
        return base.LockNextTaskOrchestrationWorkItemAsync(receiveTimeout, cancellationToken);
    }

    public override Task CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage? continuedAsNewMessage,
        OrchestrationState? orchestrationState)
    {
        connection.ThrowIfCut();
        return base.CompleteTaskOrchestrationWorkItemAsync(
            workItem,
            newOrchestrationRuntimeState,
            outboundMessages,
            orchestratorMessages,
            timerMessages,
            continuedAsNewMessage,
            orchestrationState);
    }

    public override Task<TaskActivityWorkItem?> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        connection.ThrowIfCut();
        return base.LockNextTaskActivityWorkItem(receiveTimeout, cancellationToken);
    }

    public override Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        connection.ThrowIfCut();
        return base.CompleteTaskActivityWorkItemAsync(workItem, responseMessage);
    }
}
