using BatchAi.AzureAdapters;
using BatchAi.Functions.Tests.Protocol;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>
/// One worker of the built app under a test host, with a hub and an account of Azurite: started once, for all tests that leave it as it is.
/// </summary>
public sealed class RunningApp : IAsyncLifetime
{
    public const string Collection = "The running app";

    /// <summary>Good to start with, where there is no Azurite; nobody listens there.</summary>
    public const string NoStorage = "UseDevelopmentStorage=true";

    private readonly Azurite _azurite = new();
    private TaskHub _hub = null!;

    internal RpcHost Rpc { get; private set; } = null!;

    internal FunctionsWorker Worker { get; private set; } = null!;

    internal DurableExtension Durable { get; private set; } = null!;

    internal HostFront Front { get; private set; } = null!;

    internal FrontClient Api { get; private set; } = null!;

    /// <summary>The account that the worker's state is in. Skips the test that asks when there is no Azurite to be had.</summary>
    internal StorageAccount Storage => StorageAccount.Open(_azurite.ConnectionString);

    /// <summary>The rows of the worker's state. Skips the test that asks when there is no Azurite to be had.</summary>
    internal ITableStore Rows => Storage.OpenTables();

    /// <summary>Skips the test that asks when there is no Azurite to be had.</summary>
    internal RunningApp RequireStorage() =>
        _azurite.ConnectionString.Length > 0
            ? this
            : throw new InvalidOperationException("An account has a connection string.");

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Rpc = await RpcHost.StartAsync();
        _hub = await TaskHub.InMemoryAsync();
        Front = await HostFront.StartAsync();
        Worker = await FunctionsWorker.StartAsync(Rpc, WorkerSettings.For(_azurite.IsThere ? _azurite.ConnectionString : NoStorage));
        Durable = new DurableExtension(_hub, () => Task.FromResult(Worker));
        await Durable.BeginAsync();
        Front.Serve(() => Task.FromResult(Worker), Durable.ClientBinding);
        Api = new FrontClient(Front.Address);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Front.DisposeAsync();
        await Durable.DisposeAsync();
        await _hub.DisposeAsync();
        Worker.Dispose();
        await Rpc.DisposeAsync();
        await _azurite.DisposeAsync();
    }
}
