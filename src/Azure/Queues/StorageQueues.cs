using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>The queues of job messages and events in Queue storage, made on first use. Text goes in and out as it is: no base64.</summary>
/// <param name="service">
/// Carries credentials and retry settings; its message encoding must be <see cref="QueueMessageEncoding.None"/>.
/// </param>
public sealed class StorageQueues(QueueServiceClient service) : IJobMessages, IJobEvents
{
    public const string Jobs = "batchai-jobs";

    public const string Poison = "batchai-jobs-poison";

    public const string Events = "batchai-events";

    private const string Service = "Queue storage";

    private readonly QueueClient _jobs = service.GetQueueClient(Jobs);

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most, TimeSpan hidden, CancellationToken cancellation) =>
        StorageFailures.ReachAsync<IReadOnlyList<ReceivedMessage>>(
            Service,
            async () =>
            {
                try
                {
                    QueueMessage[] messages = await _jobs.ReceiveMessagesAsync(most, hidden, cancellation);
                    return
                    [
                        .. messages.Select(message => new ReceivedMessage(
                            new QueuedMessage(message.MessageId, message.DequeueCount, message.Body.ToString()),
                            message.PopReceipt)),
                    ];
                }
                catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
                {
                    await _jobs.CreateIfNotExistsAsync(cancellationToken: cancellation);
                    return [];
                }
            }
        );

    public Task DeleteAsync(ReceivedMessage received, CancellationToken cancellation) =>
        StorageFailures.ReachAsync(
            Service,
            async () =>
            {
                try
                {
                    await _jobs.DeleteMessageAsync(received.Message.Id, received.Receipt, cancellation);
                }
                catch (RequestFailedException gone)
                    when (gone.ErrorCode == QueueErrorCode.MessageNotFound
                        || gone.ErrorCode == QueueErrorCode.PopReceiptMismatch
                        || gone.ErrorCode == QueueErrorCode.QueueNotFound)
                {
                    // Whoever took it meanwhile finds that it was handled, and deletes it.
                }
            }
        );

    public Task PoisonAsync(string text, CancellationToken cancellation) => SendAsync(Poison, text, cancellation);

    public Task SendAsync(JobEvent happened, CancellationToken cancellation) =>
        SendAsync(Events, JsonSerializer.Serialize(happened, ModelJson.Wire.JobEvent), cancellation);

    private Task SendAsync(string queue, string text, CancellationToken cancellation) => StorageFailures.ReachAsync(Service, async () =>
    {
        QueueClient client = service.GetQueueClient(queue);
        try
        {
            await client.SendMessageAsync(text, cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await client.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await client.SendMessageAsync(text, cancellation);
        }
    });
}
