using BatchAi.Functions;
using BatchAi.Services;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchAi.Testing;

/// <summary>
/// A task hub with its gRPC front door for clients, and as many workers as a test wants, each of which can be stopped,
/// killed and begun anew while the hub lives on. As in the Functions host, the dispatchers of DurableTask.Core drive
/// the work items, and a turn or an activity is run by whoever stands for the worker: see <see cref="IHubWork"/>.
/// </summary>
public sealed class TaskHub : IAsyncDisposable, IDisposable
{
    private readonly WebApplication _frontDoor;
    private readonly ServiceProvider _clients;
    private readonly Func<HubConnection, IOrchestrationService> _open;
    private readonly List<HubWorker> _workers = [];
    private int _lastWorker;
    private SteppedService? _stepped;
    private TimeProvider? _clock;

    private TaskHub(
        WebApplication frontDoor,
        Func<HubConnection, IOrchestrationService> open,
        string? connectionString,
        HubRequests requests)
    {
        _frontDoor = frontDoor;
        _open = open;
        ConnectionString = connectionString;
        Requests = requests;
        Address = new Uri(frontDoor.Urls.Single());
        ServiceCollection clients = new();
        clients.AddLogging();
        clients.AddDurableTaskClient(builder => builder.UseGrpc(Address.ToString()).RegisterDirectly());
        _clients = clients.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Client = _clients.GetRequiredService<DurableTaskClient>();
    }

    /// <summary>Where a client of Durable Task finds the hub by gRPC (HTTP/2 without TLS, loopback).</summary>
    public Uri Address { get; }

    public DurableTaskClient Client { get; }

    /// <summary>The same through the adapter.</summary>
    public IOrchestrationClient Orchestrations => new PatientClient(new DurableOrchestrationClient(Client));

    /// <summary>Of the storage account of the hub; null in memory.</summary>
    public string? ConnectionString { get; }

    /// <summary>What the hub, its client and its workers have asked of the storage account.</summary>
    public HubRequests Requests { get; }

    /// <summary>A hub in this process's memory, of Durable Task's own test host.</summary>
    public static Task<TaskHub> InMemoryAsync()
    {
        InMemoryOrchestrationService hub = new(NullLoggerFactory.Instance);
        return StartAsync(hub, hub, _ => hub, connectionString: null, new HubRequests());
    }

    /// <summary>
    /// The same, but its timers and what its orchestrations read as now go by a clock that the test moves: see
    /// <see cref="RunUntilIdleAsync"/>.
    /// </summary>
    public static async Task<TaskHub> SteppedAsync(TimeProvider clock)
    {
        InMemoryOrchestrationService memory = new(NullLoggerFactory.Instance);
        SteppedService stepped = new(memory, clock);
        TaskHub hub = await StartAsync(stepped, stepped.Client, _ => stepped, connectionString: null, new HubRequests());
        (hub._stepped, hub._clock) = (stepped, clock);
        return hub;
    }

    /// <summary>A hub of DurableTask.AzureStorage, as Durable Functions has it in production.</summary>
    /// <param name="connectionString">
    /// Of an account that has no hub of that name, or has one already: then this is the same hub, seen from another
    /// process.
    /// </param>
    public static async Task<TaskHub> OnAzureStorageAsync(string connectionString, HubSettings settings, string name = "batchaitest")
    {
        HubRequests requests = new();
        AzureStorageOrchestrationService Open(HubConnection connection) =>
            new(AzureHub.Settings(connectionString, name, settings, connection, requests));

        AzureStorageOrchestrationService client = Open(new HubConnection("client"));
        await client.CreateIfNotExistsAsync();
        return await StartAsync(client, client, Open, connectionString, requests);
    }

    /// <summary>Another worker. It takes work as soon as the hub gives it some, which on Azure Storage can take a second.</summary>
    public async Task<HubWorker> StartWorkerAsync(IHubWork work)
    {
        HubConnection connection = new($"worker-{Interlocked.Increment(ref _lastWorker)}", _clock);
        HubWorker worker = await HubWorker.StartAsync(_open(connection), connection, work);
        lock (_workers)
            _workers.Add(worker);
        return worker;
    }

    /// <summary>It goes by a clock that a test moves.</summary>
    public bool IsStepped => _stepped is not null;

    /// <summary>Of a stepped hub, when the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextDue => Stepped.NextDue;

    private SteppedService Stepped => _stepped ?? throw new InvalidOperationException("This hub goes by the machine's clock");

    /// <summary>Lets a stepped hub and its one living worker do all that is due by now.</summary>
    /// <exception cref="DurableTask.Core.Exceptions.SessionAbortedException">The worker was killed meanwhile.</exception>
    public Task RunUntilIdleAsync() => Stepped.RunUntilIdleAsync(_workers[^1].ThrowIfCut);

    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        foreach (HubWorker worker in _workers)
            await worker.DisposeAsync();
        await _clients.DisposeAsync();
        await _frontDoor.DisposeAsync();
    }

    private static async Task<TaskHub> StartAsync(
        IOrchestrationService service,
        IOrchestrationServiceClient client,
        Func<HubConnection, IOrchestrationService> open,
        string? connectionString,
        HubRequests requests)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.Interceptors.Add<HostManners>());
        builder.Services
            .AddSingleton(service)
            .AddSingleton(client)
            .AddSingleton<TaskHubGrpcServer>()
            .Configure<TaskHubGrpcServerOptions>(options => options.Mode = TaskHubGrpcServerMode.ApiServerOnly);
        WebApplication frontDoor = builder.Build();
        frontDoor.MapGrpcService<TaskHubGrpcServer>();
        await frontDoor.StartAsync();
        return new TaskHub(frontDoor, open, connectionString, requests);
    }
}
