using BatchAi.Activities;
using BatchAi.AzureAdapters;
using BatchAi.Functions.Tests.Protocol;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>One worker of the built app under a test host, with a hub and an account of Azurite: started once, for all tests that leave it as it is.</summary>
public sealed class RunningApp : IAsyncLifetime
{
    public const string Collection = "The running app";

    /// <summary>Good to start with, where there is no Azurite; nobody listens there.</summary>
    private const string NoStorage = "UseDevelopmentStorage=true";

    private readonly Azurite _azurite = new();
    private RpcHost _rpc = null!;
    private TaskHub _hub = null!;

    internal FunctionsWorker Worker { get; private set; } = null!;

    internal HostHttp Http { get; private set; } = null!;

    internal DurableExtension Durable { get; private set; } = null!;

    internal RpcHost Rpc => _rpc;

    /// <summary>The account that the worker's state is in. Skips the test that asks when there is no Azurite to be had.</summary>
    internal StorageAccount Storage => StorageAccount.Open(_azurite.ConnectionString);

    /// <summary>The rows of the worker's state. Skips the test that asks when there is no Azurite to be had.</summary>
    internal ITableStore Rows => Storage.OpenTables();

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _rpc = await RpcHost.StartAsync();
        _hub = await TaskHub.StartAsync();
        Worker = await FunctionsWorker.StartAsync(_rpc, WorkerSettings.For(_azurite.IsThere ? _azurite.ConnectionString : NoStorage));
        Durable = new DurableExtension(_hub, () => Task.FromResult(Worker));
        Http = new HostHttp(Worker, Durable.ClientBinding);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Durable.DisposeAsync();
        Worker.Dispose();
        await _hub.DisposeAsync();
        await _rpc.DisposeAsync();
        await _azurite.DisposeAsync();
    }
}
