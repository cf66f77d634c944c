using BatchAi.Services;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions;

/// <summary>Jobs that come by message (docs/messages.md).</summary>
public static class QueueTriggers
{
    /// <summary>The queue lies in the account of the app's own storage. When it throws, the message is delivered again.</summary>
    /// <param name="id">Filled in by the trigger, as <paramref name="dequeueCount"/>.</param>
    [Function(nameof(JobMessages))]
    public static Task JobMessages(
        [QueueTrigger("batchai-jobs")] string text,
        string id,
        long dequeueCount,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context) =>
        InvocationEngine
            .Bind(context.InstanceServices, engine)
            .GetRequiredService<JobMessageHandler>()
            .HandleAsync(new QueuedMessage(id, dequeueCount, text), context.CancellationToken);
}
