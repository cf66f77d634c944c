using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using BatchAi.AzureAdapters;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class StorageQueuesTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private static readonly TimeSpan s_hidden = TimeSpan.FromMinutes(5);

    private QueueServiceClient _service = null!;
    private StorageQueues _queues = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = StorageAccount.Open(azurite.ConnectionString).Queues;
        _queues = new StorageQueues(_service);
        await foreach (QueueItem queue in _service.GetQueuesAsync(cancellationToken: Cancellation))
            await _service.DeleteQueueAsync(queue.Name, Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_empty_queue_and_one_that_is_not_there_yet_have_no_messages()
    {
        Assert.Empty(await _queues.ReceiveAsync(32, s_hidden, Cancellation));
        Assert.Empty(await _queues.ReceiveAsync(32, s_hidden, Cancellation));
    }

    [Theory]
    [InlineData("""{"job":"a","text":"<&> 'quoted' \"twice\" \\ é 🚀"}""")]
    [InlineData("eyJqb2IiOiJhIn0=")]
    [InlineData(" \n no JSON \t")]
    public async Task Text_comes_out_as_it_went_in_and_goes_to_the_poison_queue_as_it_is(string text)
    {
        await PutAsync(text);

        ReceivedMessage received = Assert.Single(await _queues.ReceiveAsync(32, s_hidden, Cancellation));
        await _queues.PoisonAsync(received.Message.Text, Cancellation);

        Assert.Equal((text, 1), (received.Message.Text, received.Message.DequeueCount));
        Assert.Equal([text], await TextsAsync(StorageQueues.Poison));
    }

    [Fact]
    public async Task A_message_that_was_taken_is_hidden_and_delivered_again_with_the_same_id()
    {
        await PutAsync("{}");

        ReceivedMessage first = Assert.Single(await _queues.ReceiveAsync(32, TimeSpan.FromSeconds(1), Cancellation));
        ReceivedMessage? second = null;
        while (second is null)
            second = (await _queues.ReceiveAsync(32, s_hidden, Cancellation)).SingleOrDefault();

        Assert.Equal((first.Message.Id, 2), (second.Message.Id, second.Message.DequeueCount));
        Assert.Empty(await _queues.ReceiveAsync(32, s_hidden, Cancellation));
    }

    [Fact]
    public async Task Only_who_took_it_last_deletes_a_message_and_twice_is_once()
    {
        await PutAsync("{}");
        ReceivedMessage first = Assert.Single(await _queues.ReceiveAsync(1, TimeSpan.FromSeconds(1), Cancellation));
        ReceivedMessage? second = null;
        while (second is null)
            second = (await _queues.ReceiveAsync(1, s_hidden, Cancellation)).SingleOrDefault();

        await _queues.DeleteAsync(first, Cancellation);
        Assert.Equal(1, await CountAsync());

        await _queues.DeleteAsync(second, Cancellation);
        await _queues.DeleteAsync(second, Cancellation);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task An_event_is_a_cloud_event_as_documented()
    {
        await _queues.SendAsync(
            new JobEvent
            {
                Id = "u1-ended",
                Type = JobEvent.Ended,
                Subject = "/subscriptions/s/…/jobs/j",
                Time = new DateTimeOffset(2026, 11, 23, 12, 0, 0, 500, TimeSpan.Zero),
                Data = new JobEventData { JobUid = "u1", MessageId = "m1", ExecutionState = ExecutionState.Succeeded, ExitCode = 0 },
            },
            Cancellation);

        string text = Assert.Single(await TextsAsync(StorageQueues.Events));
        Assert.Equal(
            """{"specversion":"1.0","id":"u1-ended","source":"/providers/Microsoft.BatchAI/jobs","type":"batchai.job.ended","subject":"/subscriptions/s/…/jobs/j","time":"2026-11-23T12:00:00.5Z","datacontenttype":"application/json","data":{"jobUid":"u1","messageId":"m1","executionState":"succeeded","exitCode":0}}""",
            text);
        using JsonDocument json = JsonDocument.Parse(text);
    }

    [Fact]
    public async Task A_service_that_is_away_is_called_unavailable()
    {
        StorageQueues away = new(StorageAccount.Open(Nowhere.ConnectionString).Queues);

        StoreUnavailableException unavailable = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            away.ReceiveAsync(1, s_hidden, Cancellation));

        Assert.Contains("Connection refused", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_called_unavailable_and_a_caller_who_gives_up_is_not()
    {
        using TcpListener deaf = new(IPAddress.Loopback, 0);
        deaf.Start();
        string account = Nowhere.ConnectionString.Replace("127.0.0.1:1/", $"{deaf.LocalEndpoint}/", StringComparison.Ordinal);
        QueueClientOptions impatient = new()
        {
            Retry =
            {
                NetworkTimeout = TimeSpan.FromMilliseconds(200),
                MaxRetries = 1,
                Delay = TimeSpan.Zero,
            },
        };
        StorageQueues queues = new(new QueueServiceClient(account, impatient));

        StoreUnavailableException unavailable = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            queues.ReceiveAsync(1, s_hidden, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            queues.ReceiveAsync(1, s_hidden, new CancellationToken(canceled: true)));

        Assert.EndsWith("no answer in time", unavailable.Message, StringComparison.Ordinal);
    }

    private async Task PutAsync(string text)
    {
        await _service.GetQueueClient(StorageQueues.Jobs).CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await _service.GetQueueClient(StorageQueues.Jobs).SendMessageAsync(text, Cancellation);
    }

    private async Task<string[]> TextsAsync(string queue)
    {
        PeekedMessage[] messages = await _service.GetQueueClient(queue).PeekMessagesAsync(32, Cancellation);
        return [.. messages.Select(message => message.Body.ToString())];
    }

    private async Task<int> CountAsync()
    {
        QueueProperties properties = await _service.GetQueueClient(StorageQueues.Jobs).GetPropertiesAsync(Cancellation);
        return properties.ApproximateMessagesCount;
    }
}
