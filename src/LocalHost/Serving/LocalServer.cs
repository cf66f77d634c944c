using BatchAi.Activities;
using BatchAi.Api;
using BatchAi.AzureAdapters;
using BatchAi.Embedded;
using BatchAi.Linux;
using BatchAi.LocalCloud;
using BatchAi.Model;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>The one-machine product: data directory, local cloud, engine and API in one process.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    /// <summary>Names the store as it was opened, without what stands in front of it.</summary>
    private const string DataDirectoryFacts = "facts";

    /// <summary>
    /// What the files survive that tell agents and the command line of a server: the next server writes them anew before it starts
    /// anything.
    /// </summary>
    internal const Survives Announced = Survives.ProcessCrash;

    private readonly DataDirectory _data;
    private readonly LocalCloudServer _cloud;
    private readonly WebApplication _web;
    private readonly NodeLauncher _launcher;
    private readonly ILoggerFactory _cloudLog;

    private LocalServer(
        DataDirectory data, LocalCloudServer cloud, WebApplication web, NodeLauncher launcher, ILoggerFactory loggers, string? token)
    {
        Token = token;
        _data = data;
        _cloud = cloud;
        _web = web;
        _launcher = launcher;
        _cloudLog = loggers;
    }

    /// <summary>Where the API is reached, for example <c>http://127.0.0.1:8118</c>.</summary>
    public Uri BaseUri => new(_web.Services.GetRequiredService<PublicAddress>().BaseUri);

    /// <summary>What callers have to bring; null when nothing. A secret.</summary>
    public string? Token { get; }

    public MachineInventory Machine => _cloud.Machine;

    public string DataRoot => _data.Root;

    /// <summary>What its nodes run.</summary>
    public AgentBuild Agent => _launcher.Agent;

    /// <summary>Where the state is when the data directory does not keep it.</summary>
    public string? StorageAddress => _web.Services.GetService<StorageAccount>()?.Address;

    /// <summary>Starts everything, and takes back what an earlier process on the same data left running.</summary>
    /// <exception cref="DataDirectoryException">The directory cannot be used.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<LocalServer> StartAsync(ServeOptions options, CancellationToken cancellation)
    {
        AgentBuild agent = AgentBuild.Find();
        DataDirectory data = DataDirectory.Open(options.DataDirectory);
        LocalCloudServer? cloud = null;
        WebApplication? web = null;
        ILoggerFactory? loggers = null;
        try
        {
            IConfiguration logging = ServerLog.Read(options.LogLevel);
            loggers = LoggerFactory.Create(log => Log(log, logging));
            StorageAccount? storage = StatePlace.Find(data, options);
            byte[] key = SecretKeyFile.ReadOrMake(data.SecretKeyFile);
            string? token = AccessToken.Settle(data, options);
            UserAccount? jobUser = JobUserRights.Find(options);
            LocalVolumes volumes = new(data.VolumesDirectory, options.Volumes);
            if (jobUser is not null)
                JobUserRights.Admit(data, jobUser);

            // Before there is a cloud, whose instances may boot at once.
            NodeLauncher launcher = new(data.Root, agent);
            launcher.Write(volumes, options.ContainersOnHost, jobUser);
            string cloudToken = new DerivedKeys(key).CloudBearer;
            LocalCloudOptions cloudOptions = new()
            {
                Directory = data.CloudDirectory,
                Token = cloudToken,
                Gpus = options.Gpus,
                RequestLimitScale = CloudAlone.RequestLimitScale,
                Faults = options.Switches.Faults,
            };
            cloud = new LocalCloudServer(cloudOptions, loggers: loggers);
            await cloud.StartAsync(options.CloudPort, cancellation);
            if (JobUserRights.HaveChanged(data, jobUser))
            {
                // Nodes that a killed server left would go on running jobs as whom they were told then.
                await cloud.StopInstancesAsync(cancellation);
                cloud = new LocalCloudServer(cloudOptions, loggers: loggers);
                await cloud.StartAsync(options.CloudPort, cancellation);
                JobUserRights.Remember(data, jobUser);
            }

            web = Compose(options, data, storage, key, cloud, cloudToken, launcher, volumes, token, logging);
            await BeginAsync(web, data, storage, cancellation);

            LocalServer server = new(data, cloud, web, launcher, loggers, token);
            server.Announce();
            return server;
        }
        catch
        {
            if (web is not null)
            {
                // What began with it is told to end before what it works with is gone.
                await web.StopAsync(CancellationToken.None);
                await web.DisposeAsync();
            }

            if (cloud is not null)
                await cloud.StopAsync(CancellationToken.None);
            loggers?.Dispose();
            data.Dispose();
            throw;
        }
    }

    /// <summary>Until cancellation or a signal to end, or until the server cannot go on; false then.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration asked = cancellation.Register(() => stop.TrySetResult());
        await using CancellationTokenRegistration stopped = _web.Lifetime.ApplicationStopping.Register(() => stop.TrySetResult());
        await stop.Task;
        return !_web.Services.GetRequiredService<EmbeddedEngine>().IsBroken;
    }

    /// <summary>Stops answering, and ends every process of every node. What was accepted is kept.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        File.Delete(_launcher.EndpointFile);
        await _web.StopAsync(cancellation);
        await _cloud.StopInstancesAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _cloud.DisposeAsync();
        _cloudLog.Dispose();
        _data.Dispose();
    }

    private static WebApplication Compose(
        ServeOptions options,
        DataDirectory data,
        StorageAccount? storage,
        byte[] key,
        LocalCloudServer cloud,
        string cloudToken,
        NodeLauncher launcher,
        LocalVolumes volumes,
        string? token,
        IConfiguration logging)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        Log(builder.Logging, logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port);
        });

        if (storage is not null)
            builder.Services.AddSingleton(storage).AddStorageMessages();
        if (!options.ContainersOnHost)
            builder.Services.AddSingleton<INodeAbilities>(new NodesWithoutContainers(JobErrors.NoContainerRuntime));
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(options.Switches.Timing)
            .AddSingleton(cloud)
            .AddSingleton(launcher)
            .AddSingleton(volumes)
            .AddSingleton<PublicAddress>()
            .AddSingleton(services => new DownloadLinks(new DerivedKeys(key).Downloads, services.GetRequiredService<TimeProvider>()))
            .AddSingleton(services => new FileWork(services.GetRequiredService<TimeProvider>(), FileWork.UsualPatience))
            .AddSingleton<IOutputFiles, LocalOutputFiles>()
            .AddSingleton<INodeBootstrap>(new NodeScript(launcher.Script))
            .AddSingleton<INodeIdentity, LocalNodeIdentity>()
            .AddSingleton<IAssignmentSignal, InProcessSignal>()
            // Of its own, so that the container closes it, after all that uses it and before the data directory is
            // given to another process.
            .AddKeyedSingleton<ITableStore>(DataDirectoryFacts, (_, _) => storage?.OpenTables() ?? new SqliteTableStore(data.FactsFile))
            .AddSingleton<ITableStore>(services =>
                options.Switches.Wrap(new StoreLimits(services.GetRequiredKeyedService<ITableStore>(DataDirectoryFacts))))
            .AddSingleton<ISecretStore>(services => new SecretStore(services.GetRequiredService<ITableStore>(), key))
            .AddActivities()
            .AddOrchestrations()
            .AddEmbeddedEngine(new EmbeddedEngineOptions { DatabasePath = data.EngineFile, Disturbance = options.Switches.Engine })
            .AddLocalComputeFleet(
                new ComputeFleetOptions { SubscriptionId = Guid.Empty.ToString(), ResourceGroup = "batchai-nodes" },
                cloud.BaseUri,
                cloudToken,
                new LocalNodeSizes(cloud.Machine.Cores, cloud.Machine.Gpus.Count),
                options.Switches.AroundCloudCalls)
            .AddBatchAiApi(api => api.Token = token)
            .AddHostedService<WatchdogService>();
        if (storage is not null)
            builder.Services.AddHostedService<JobMessageService>();

        WebApplication web = builder.Build();
        FileDownloads downloads = new(
            web.Services.GetRequiredService<DownloadLinks>(), volumes, web.Services.GetRequiredService<FileWork>());
        HeldCalls held = new(web.Lifetime);
        RequestDelegate api = BatchAiApi.Build(web.Services);
        RequestLog requests = new(web.Services.GetRequiredService<ILogger<RequestLog>>());
        web.Use((context, next) => requests.PassAsync(context, next));
        web.Run(context =>
            context switch
            {
                _ when !LoopbackGuard.Allows(context.Request) => HostRefusal
                    .Of(
                        StatusCodes.Status403Forbidden,
                        "ForeignRequest",
                        "This server answers requests for its own loopback address, from its own pages, only.")
                    .ExecuteAsync(context),
                _ when context.Request.Path.StartsWithSegments(DownloadLinks.Prefix.TrimEnd('/'), StringComparison.Ordinal) =>
                    downloads.AnswerAsync(context),
                _ => held.PassAsync(context, api),
            }
        );
        return web;
    }

    private static void Log(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        ServerLog.Configure(logging, configuration);
    }

    /// <summary>
    /// Opens the databases before anybody is answered: what is wrong with them is told once, here, and not to every
    /// caller.
    /// </summary>
    private static async Task BeginAsync(WebApplication web, DataDirectory data, StorageAccount? storage, CancellationToken cancellation)
    {
        try
        {
            ITableStore store = web.Services.GetRequiredService<ITableStore>();
            if (storage is not null)
                await StatePlace.TakeAsync(data, storage, store, cancellation);
            await web.StartAsync(cancellation);
        }
        catch (Exception unusable) when (unusable is StoreUnavailableException or HistoryUnusableException)
        {
            throw new DataDirectoryException(unusable.Message, unusable);
        }
    }

    /// <summary>Leaves the address where agents and the command line find it; the token is there already.</summary>
    private void Announce()
    {
        string bound = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        string address = $"http://127.0.0.1:{new Uri(bound).Port}";
        _web.Services.GetRequiredService<PublicAddress>().BaseUri = address;

        AtomicFile.Write(_launcher.EndpointFile, address + "\n", Announced);
    }
}
