using BatchAi.Functions.Tests.Protocol;

namespace BatchAi.Functions.Tests;

/// <summary>A running worker, as its host sees it: initialized, its functions known and loaded, ready to be invoked.</summary>
internal sealed class FunctionsWorker : IDisposable
{
    /// <summary>A start takes about two seconds on a quiet core.</summary>
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(90);

    private readonly WorkerProgram _program;
    private readonly WorkerChannel _channel;

    private FunctionsWorker(WorkerProgram program, WorkerChannel channel, WorkerInitResponse init,
        IReadOnlyDictionary<string, RpcFunctionMetadata> functions) =>
        (_program, _channel, Init, Functions) = (program, channel, init, functions);

    public WorkerInitResponse Init { get; }

    /// <summary>What the worker says it has, by name.</summary>
    public IReadOnlyDictionary<string, RpcFunctionMetadata> Functions { get; }

    /// <summary>Where the worker's own web server takes the requests that its HTTP functions are invoked for.</summary>
    public Uri HttpUri => new(Init.Capabilities["HttpUri"]);

    public IReadOnlyCollection<RpcLog> Logs => _channel.Logs;

    /// <summary>For the message of a failed test.</summary>
    public string Said =>
        $"{_program.Output}{string.Join('\n', Logs.Select(log => $"{log.Level} {log.Category}: {log.Message}\n{log.Exception?.Message}"))}";

    public static async Task<FunctionsWorker> StartAsync(RpcHost host, IReadOnlyDictionary<string, string> settings)
    {
        string id = Guid.NewGuid().ToString();
        WorkerProgram program = WorkerProgram.Start(host.Address, id, settings);
        try
        {
            Task<WorkerChannel> arrival = host.ArrivalOf(id);
            Task end = program.EndAsync();
            if (await Task.WhenAny(arrival, end, Task.Delay(s_startLimit)) != arrival)
                throw new InvalidOperationException(
                    $"The worker did not open its stream within {s_startLimit} (ended: {end.IsCompleted}). It wrote:\n{program.Output}");

            WorkerChannel channel = await arrival;
            WorkerInitResponse init = (await channel.AskAsync(new StreamingMessage { WorkerInitRequest = InitRequest() }))
                .WorkerInitResponse;
            RequireSuccess(init.Result, "initialize itself");
            FunctionsMetadataRequest which = new() { FunctionAppDirectory = WorkerProgram.Directory };
            FunctionMetadataResponse metadata =
                (await channel.AskAsync(new StreamingMessage { FunctionsMetadataRequest = which })).FunctionMetadataResponse;
            RequireSuccess(metadata.Result, "say what functions it has");
            foreach (RpcFunctionMetadata function in metadata.FunctionMetadataResults)
            {
                FunctionLoadRequest load = new() { FunctionId = function.FunctionId, Metadata = function };
                RequireSuccess((await channel.AskAsync(new StreamingMessage { FunctionLoadRequest = load })).FunctionLoadResponse.Result,
                    $"load {function.Name}");
            }

            return new FunctionsWorker(program, channel, init, metadata.FunctionMetadataResults.ToDictionary(function => function.Name));
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Invokes a function with the data of its bindings by parameter, and with what else the trigger knows by name.</summary>
    /// <exception cref="WorkerGoneException">The worker ended before it had answered.</exception>
    public async Task<InvocationResponse> InvokeAsync(string function, IReadOnlyDictionary<string, TypedData> inputs,
        IReadOnlyDictionary<string, TypedData>? trigger = null, string? invocationId = null)
    {
        InvocationRequest request = new()
        {
            InvocationId = invocationId ?? Guid.NewGuid().ToString(),
            FunctionId = Functions[function].FunctionId,
            TraceContext = new RpcTraceContext(),
            RetryContext = new RetryContext(),
            InputData = { inputs.Select(input => new ParameterBinding { Name = input.Key, Data = input.Value }) },
        };
        foreach ((string name, TypedData value) in trigger ?? new Dictionary<string, TypedData>())
            request.TriggerMetadata[name] = value;
        return (await _channel.AskAsync(new StreamingMessage { InvocationRequest = request })).InvocationResponse;
    }

    public Task CancelAsync(string invocationId) =>
        _channel.TellAsync(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });

    public async Task<bool> IsWellAsync() =>
        (await _channel.AskAsync(new StreamingMessage { WorkerStatusRequest = new WorkerStatusRequest() }))
            .WorkerStatusResponse is not null;

    /// <summary>Asks it to end; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await _channel.TellAsync(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        await _program.EndAsync();
        return _program.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _program.KillAsync();

    public void Dispose() => _program.Dispose();

    /// <summary>What the host can do; the worker's answers do not depend on it.</summary>
    private static WorkerInitRequest InitRequest() => new()
    {
        HostVersion = "4.1037.0",
        WorkerDirectory = WorkerProgram.Directory,
        FunctionAppDirectory = WorkerProgram.Directory,
        Capabilities = { ["RpcHttpTriggerMetadataRemoved"] = "true", ["SharedMemoryDataTransfer"] = "false", ["V2Compatable"] = "false",
            ["MultiStream"] = "true" },
    };

    private static void RequireSuccess(StatusResult result, string what)
    {
        if (result.Status is not StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"The worker could not {what}: {result.Exception?.Message} {result.Exception?.StackTrace}");
    }
}
