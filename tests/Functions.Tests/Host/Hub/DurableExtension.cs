using System.Text.Json;
using BatchAi.Functions.Tests.Protocol;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using P = Microsoft.DurableTask.Protobuf;

namespace BatchAi.Functions.Tests;

/// <summary>
/// What the Durable extension does in a Functions host: makes invocations of the hub's work items, hands in the answers, and gives
/// functions the data of their durable client.
/// A work item whose worker goes away is given to the next worker, as a hub delivers it again.
/// </summary>
internal sealed class DurableExtension : IAsyncDisposable
{
    private readonly TaskHub _hub;
    private readonly Func<Task<FunctionsWorker>> _worker;
    private readonly P.TaskHubSidecarService.TaskHubSidecarServiceClient _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _fetching;
    private readonly List<string> _invoked = [];

    /// <param name="worker">The worker that lives now, or the next one when that one is gone.</param>
    public DurableExtension(TaskHub hub, Func<Task<FunctionsWorker>> worker)
    {
        (_hub, _worker) = (hub, worker);
        _work = new P.TaskHubSidecarService.TaskHubSidecarServiceClient(hub.Channel);
        Client = new GrpcDurableTaskClient("test", new GrpcDurableTaskClientOptions { Channel = hub.Channel },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        _fetching = FetchAsync();
    }

    public DurableTaskClient Client { get; }

    /// <summary>Data of every durableClient binding, as the extension writes it.</summary>
    public TypedData ClientBinding => new()
    {
        String = JsonSerializer.Serialize(new
        {
            taskHubName = "batchai1",
            connectionName = (string?)null,
            rpcBaseUrl = _hub.Address,
            requiredQueryStringParameters = "code=none",
            httpBaseUrl = "http://localhost/runtime/webhooks/durabletask",
            maxGrpcMessageSizeInBytes = RpcHost.MaxMessageLength,
            grpcHttpClientTimeout = "\"00:01:40\"",
        }),
    };

    /// <summary>Names of the functions that were invoked for work items, in order.</summary>
    public IReadOnlyList<string> Invoked
    {
        get
        {
            lock (_invoked)
                return [.. _invoked];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _fetching;
        await Client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task FetchAsync()
    {
        try
        {
            using AsyncServerStreamingCall<P.WorkItem> items =
                _work.GetWorkItems(new P.GetWorkItemsRequest(), cancellationToken: _stop.Token);
            while (await items.ResponseStream.MoveNext(_stop.Token))
                _ = items.ResponseStream.Current is { OrchestratorRequest: { } turn } ? RunAsync(turn)
                    : RunAsync(items.ResponseStream.Current.ActivityRequest);
        }
        catch (Exception stopped) when (_stop.IsCancellationRequested && stopped is OperationCanceledException or Grpc.Core.RpcException)
        {
            // The test is over.
        }
    }

    /// <summary>The history goes in, and the actions come back, as the protobuf messages of the engine in base64.</summary>
    private async Task RunAsync(P.OrchestratorRequest turn)
    {
        string name = turn.PastEvents.Concat(turn.NewEvents).Select(past => past.ExecutionStarted?.Name)
            .First(started => started is not null)!;
        TypedData history = new() { String = Convert.ToBase64String(turn.ToByteArray()) };
        InvocationResponse answer = await InvokeAsync(name, new Dictionary<string, TypedData> { ["context"] = history });
        P.OrchestratorResponse done = answer.Result.Status is StatusResult.Types.Status.Success
            ? P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer.ReturnValue.String))
            : Failed(turn, FailureOf(answer.Result));
        await _work.CompleteOrchestratorTaskAsync(done);
    }

    /// <summary>
    /// The engine keeps inputs as lists of one; the extension takes the one out, as JSON, and makes JSON of the text that comes back.
    /// </summary>
    private async Task RunAsync(P.ActivityRequest activity)
    {
        TypedData input = new() { String = JsonDocument.Parse(activity.Input).RootElement[0].GetRawText() };
        Dictionary<string, TypedData> inputs = new() { ["input"] = input, ["engine"] = ClientBinding };
        InvocationResponse answer = await InvokeAsync(activity.Name, inputs);
        P.ActivityResponse done =
            new() { InstanceId = activity.OrchestrationInstance.InstanceId, TaskId = activity.TaskId, CompletionToken = "" };
        if (answer.Result.Status is StatusResult.Types.Status.Success)
            done.Result = JsonSerializer.Serialize(answer.ReturnValue.String);
        else
            done.FailureDetails = FailureOf(answer.Result);
        await _work.CompleteActivityTaskAsync(done);
    }

    private async Task<InvocationResponse> InvokeAsync(string function, IReadOnlyDictionary<string, TypedData> inputs)
    {
        lock (_invoked)
            _invoked.Add(function);
        while (true)
        {
            FunctionsWorker worker = await _worker().WaitAsync(_stop.Token);
            try
            {
                return await worker.InvokeAsync(function, inputs);
            }
            catch (WorkerGoneException)
            {
                // The next one gets it.
            }
        }
    }

    private static P.OrchestratorResponse Failed(P.OrchestratorRequest turn, P.TaskFailureDetails why) => new()
    {
        InstanceId = turn.InstanceId,
        CompletionToken = "",
        Actions =
        {
            new P.OrchestratorAction
            {
                Id = -1,
                CompleteOrchestration = new P.CompleteOrchestrationAction
                {
                    OrchestrationStatus = P.OrchestrationStatus.Failed,
                    FailureDetails = why,
                },
            },
        },
    };

    /// <summary>The extension takes type and message apart at the first colon and keeps the first line of the message.</summary>
    private static P.TaskFailureDetails FailureOf(StatusResult result)
    {
        string[] parts = result.Exception.Message.Split(": ", 2);
        return new P.TaskFailureDetails
        {
            ErrorType = parts.Length == 2 ? parts[0] : "(unknown)",
            ErrorMessage = parts[^1].Split('\n')[0].TrimEnd(),
            StackTrace = result.Exception.StackTrace,
        };
    }
}
