using System.Collections.Concurrent;
using Grpc.Core;

namespace BatchAi.Functions.Tests.Protocol;

/// <summary>One worker's stream: requests with their answers, what the worker logs, and its end.</summary>
internal sealed class WorkerChannel(IServerStreamWriter<StreamingMessage> toWorker)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = [];
    private readonly ConcurrentQueue<RpcLog> _logs = [];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>All that the worker has logged, oldest first.</summary>
    public IReadOnlyCollection<RpcLog> Logs => _logs;

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="WorkerGoneException">The worker ended before it had answered.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        request.RequestId = Guid.NewGuid().ToString();
        TaskCompletionSource<StreamingMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[request.RequestId] = answer;
        using CancellationTokenRegistration gone = _gone.Token.Register(() => answer.TrySetException(new WorkerGoneException()));
        await TellAsync(request);
        return await answer.Task;
    }

    /// <summary>Sends what has no answer.</summary>
    public async Task TellAsync(StreamingMessage message)
    {
        await _writing.WaitAsync();
        try
        {
            await toWorker.WriteAsync(message);
        }
        catch (Exception closed)
            when (closed is InvalidOperationException or IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            throw new WorkerGoneException(closed);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes in what the worker says until it is gone.</summary>
    public async Task ReadAsync(IAsyncStreamReader<StreamingMessage> fromWorker, CancellationToken cancellation)
    {
        try
        {
            while (await fromWorker.MoveNext(cancellation))
                Take(fromWorker.Current);
        }
        catch (Exception killed) when (killed is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // A killed worker does not close its stream.
        }
        finally
        {
            await _gone.CancelAsync();
        }
    }

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase is StreamingMessage.ContentOneofCase.RpcLog)
            _logs.Enqueue(message.RpcLog);
        else if (_asked.TryRemove(message.RequestId, out TaskCompletionSource<StreamingMessage>? answer))
            answer.TrySetResult(message);
    }
}
