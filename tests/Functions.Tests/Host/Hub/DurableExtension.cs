using System.Text.Json;
using BatchAi.Functions.Tests.Protocol;
using BatchAi.Testing;
using Google.Protobuf;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace BatchAi.Functions.Tests;

/// <summary>
/// What the Durable extension does in a Functions host: makes invocations of the hub's work items, hands in the answers, and gives
/// functions the data of their durable client.
/// A work item whose worker goes away is given to the next worker, as a hub delivers it again.
/// </summary>
/// <param name="worker">The worker that lives now, or the next one when that one is gone.</param>
internal sealed class DurableExtension(TaskHub hub, Func<Task<FunctionsWorker>> worker) : IHubWork, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _invoked = [];

    public DurableTaskClient Client => hub.Client;

    /// <summary>Data of every durableClient binding, as the extension writes it.</summary>
    public TypedData ClientBinding => new()
    {
        String = JsonSerializer.Serialize(new
        {
            taskHubName = "batchai1",
            connectionName = (string?)null,
            rpcBaseUrl = hub.Address,
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

    /// <summary>From now on the hub's work items are this extension's.</summary>
    public Task BeginAsync() => hub.StartWorkerAsync(this);

    public async Task<string> OrchestrateAsync(string name, string request)
    {
        InvocationResponse answer = await InvokeAsync(name, new Dictionary<string, TypedData> { ["context"] = new() { String = request } });
        return answer.Result.Status is StatusResult.Types.Status.Success
            ? answer.ReturnValue.String
            : Convert.ToBase64String(
                Failed(P.OrchestratorRequest.Parser.ParseFrom(Convert.FromBase64String(request)), answer.Result).ToByteArray());
    }

    /// <remarks>The text that comes back is made JSON by the extension.</remarks>
    public async Task<string?> ActAsync(string name, string instanceId, string? input)
    {
        Dictionary<string, TypedData> inputs = new() { ["input"] = new() { String = input }, ["engine"] = ClientBinding };
        InvocationResponse answer = await InvokeAsync(name, inputs);
        return answer.Result.Status is StatusResult.Types.Status.Success
            ? JsonSerializer.Serialize(answer.ReturnValue.String)
            : throw new InvalidOperationException(answer.Result.Exception.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private async Task<InvocationResponse> InvokeAsync(string function, IReadOnlyDictionary<string, TypedData> inputs)
    {
        lock (_invoked)
            _invoked.Add(function);
        while (true)
        {
            FunctionsWorker invoked = await worker().WaitAsync(_stop.Token);
            try
            {
                return await invoked.InvokeAsync(function, inputs);
            }
            catch (WorkerGoneException)
            {
                // The next one gets it.
            }
        }
    }

    /// <summary>The extension takes type and message apart at the first colon and keeps the first line of the message.</summary>
    private static P.OrchestratorResponse Failed(P.OrchestratorRequest turn, StatusResult result)
    {
        string[] parts = result.Exception.Message.Split(": ", 2);
        P.TaskFailureDetails why = new()
        {
            ErrorType = parts.Length == 2 ? parts[0] : "(unknown)",
            ErrorMessage = parts[^1].Split('\n')[0].TrimEnd(),
            StackTrace = result.Exception.StackTrace,
        };
        P.CompleteOrchestrationAction end = new() { OrchestrationStatus = P.OrchestrationStatus.Failed, FailureDetails = why };
        return new P.OrchestratorResponse
        {
            InstanceId = turn.InstanceId,
            CompletionToken = "",
            Actions = { new P.OrchestratorAction { Id = -1, CompleteOrchestration = end } },
        };
    }
}
