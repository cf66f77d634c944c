using BatchAi.Orchestrations;
using BatchAi.Services;
using Microsoft.DurableTask.Client;

namespace BatchAi.Functions;

/// <summary>What Durable Functions knows of an instance, in our words.</summary>
internal static class DurableState
{
    /// <param name="found">Read with its inputs and outputs.</param>
    public static OrchestrationState Of(OrchestrationMetadata found) => new(
        found.InstanceId,
        found.Name,
        StatusOf(found),
        found.CreatedAt,
        found.LastUpdatedAt,
        found.SerializedCustomStatus is null ? null : found.ReadCustomStatusAs<string>(),
        found.RuntimeStatus is OrchestrationRuntimeStatus.Completed ? found.ReadOutputAs<string>() : null,
        found is { IsCompleted: true, RuntimeStatus: not OrchestrationRuntimeStatus.Completed } ? FailureOf(found) : null);

    /// <summary>
    /// On Azure Storage the details of a failed instance can be absent; the text is then where the output would be, as
    /// the reason of a terminated one always is.
    /// </summary>
    private static string? FailureOf(OrchestrationMetadata found) =>
        found.FailureDetails is { } details ? FailureChain.TextOf(details)
        : found.SerializedOutput is { } text ? FailureText.Cut(text)
        : null;

    private static OrchestrationStatus StatusOf(OrchestrationMetadata found) => found.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Pending => OrchestrationStatus.Pending,
        OrchestrationRuntimeStatus.Completed => OrchestrationStatus.Completed,
        OrchestrationRuntimeStatus.Failed => OrchestrationStatus.Failed,
        _ => found.IsCompleted ? OrchestrationStatus.Terminated : OrchestrationStatus.Running,
    };
}
