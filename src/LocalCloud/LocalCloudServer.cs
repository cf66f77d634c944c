using System.Net;
using System.Text;
using BatchAi.Linux;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchAi.LocalCloud;

/// <summary>
/// An Azure Resource Manager look-alike on loopback whose scale-set instances and virtual machines are processes of this machine.
/// Its state is on disk, and its instances outlive it: the next one on the same directory adopts them.
/// </summary>
public sealed partial class LocalCloudServer : IAsyncDisposable
{
    /// <summary>A disk or an address is there in seconds where a machine takes minutes.</summary>
    private const int PartsAreFaster = 10;

    private readonly LocalCloudOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private volatile FaultDice _dice;
    private FileStream? _lock;
    private WebApplication? _web;
    private InstanceKeeper? _keeper;
    private CloudState? _state;
    private InstanceFiles? _files;
    private InstanceApi? _instances;
    private int _port;

    public LocalCloudServer(LocalCloudOptions options, TimeProvider? clock = null, ILoggerFactory? loggers = null)
    {
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _loggers = loggers ?? NullLoggerFactory.Instance;
        _dice = new FaultDice(options.Faults);
    }

    /// <summary>Where it listens. The port is known once it is started.</summary>
    public Uri BaseUri =>
        _port > 0 ? new Uri($"http://127.0.0.1:{_port}/") : throw new InvalidOperationException("the local cloud is not started");

    /// <summary>What the machine has to give.</summary>
    public MachineInventory Machine { get; private set; } = new(0, 0, []);

    /// <summary>Starts to answer and to keep the instances.</summary>
    /// <param name="port">0 for a free one.</param>
    /// <exception cref="IOException">The directory is in use by another local cloud, the disk is full, or the port is taken.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    /// <exception cref="NoSuchGpuException">The options name a GPU that the machine does not have.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public async Task StartAsync(int port, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The local cloud needs Linux (or WSL2).");

        // Instances are known by their directory's path, so it must not depend on the way it was given.
        string root = RealPath.Of(OwnerOnly.CreateDirectory(_options.Directory));
        _lock = FileLock.TryTake(Path.Combine(root, "lock"))
            ?? throw new IOException($"The directory {root} is in use by another local cloud.");
        try
        {
            Machine = _options.Machine ?? await MachineInventory.ReadAsync(_options.Gpus, cancellation);
            ArmFrontDoor door = Compose(root);
            _web = Listen(port, door.AnswerAsync);
            await _web.StartAsync(cancellation);
            _port = BoundPort(_web);
            _keeper!.Start();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops answering. Instances go on running, to be adopted by the next local cloud on this directory.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_web is not null)
            await _web.StopAsync(cancellation);
        if (_keeper is not null)
            await _keeper.StopAsync();
        await DisposeAsync();
    }

    /// <summary>
    /// Stops answering and ends every process of every instance, as switching the machines off would. The next local
    /// cloud on this directory boots them again.
    /// </summary>
    public async Task StopInstancesAsync(CancellationToken cancellation)
    {
        (HashSet<string> directories, List<Instance> instances) = ([], []);
        InstanceFiles? files = _files;
        if (_state is { } state && files is not null)
        {
            lock (state.Gate)
            {
                foreach (InstanceOwner owner in state.Owners)
                {
                    directories.UnionWith(owner.Instances.Select(instance => files.DirectoryOf(InstanceKey.Of(owner, instance))));
                    instances.AddRange(owner.Instances);
                }
            }
        }

        await StopAsync(cancellation);
        await new ProcessTrees(_options.DeletionGrace, _clock).EndAsync(directories, cancellation);
        foreach (TreeProblem left in files?.SwitchOff(directories, instances) ?? [])
            LogLeft(_loggers.CreateLogger<LocalCloudServer>(), left.Path, left.Reason);
    }

    /// <summary>All instances of scale sets that are not yet gone; empty before the start.</summary>
    public IReadOnlyList<LocalInstance> ListInstances()
    {
        if (_state is not { } state || _files is not { } files)
            return [];

        lock (state.Gate)
        {
            return [.. state.ScaleSets.SelectMany(set => set.Instances.Select(instance =>
                new LocalInstance(set.Name, instance.Id, files.DirectoryOf(InstanceKey.Of(set, instance)), instance.Address, instance.Gpus,
                    instance.Simulated)))];
        }
    }

    /// <summary>Changes what goes wrong on purpose from now on.</summary>
    public void Inject(FaultOptions faults) => _dice = new FaultDice(faults);

    /// <summary>Whether a text is the content of an instance's identity file, which only what runs on the instance can read.</summary>
    public bool ProvesIdentity(string scaleSet, string instanceId, string proof) =>
        _instances?.Proves(scaleSet, instanceId, proof) ?? false;

    /// <summary>The same of a virtual machine.</summary>
    public bool ProvesIdentity(string machine, string proof) => _instances?.Proves(machine, proof) ?? false;

    /// <summary>Releases port and directory at once; instances go on running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_web is { } web)
        {
            _web = null;
            await web.DisposeAsync();
        }

        if (_keeper is { } keeper)
        {
            _keeper = null;
            await keeper.StopAsync();
            keeper.Dispose();
        }

        _lock?.Dispose();
        _lock = null;
    }

    [LoggerMessage(6010, LogLevel.Warning, "left by an instance that was switched off: {Path}: {Reason}")]
    private static partial void LogLeft(ILogger logger, string path, string reason);

    private ArmFrontDoor Compose(string root)
    {
        VmSizes sizes = new(Machine);
        MachineCapacity capacity = new(Machine, sizes, new AddressPool(root), _options.NodeLimit);
        InstanceFiles files = new(root);
        CloudState state = new(root);
        InstanceKeeper keeper = new(
            state,
            files,
            new InstanceLauncher(files),
            new ProcessTrees(_options.DeletionGrace, _clock),
            _options.LongestRestartPause,
            _clock,
            _loggers.CreateLogger<InstanceKeeper>());
        InstanceMaker maker = new(files, _options.ProvisioningDelay, _clock);
        ScaleSetResizer resizer = new(state, sizes, capacity, maker, _options.ProvisioningDelay, () => _dice, _clock);
        InstanceApi instances = new(state, files, _options.PageSize);
        ResourceJson json = new(state, sizes, _clock);
        ArmRoutes routes = new(
            new ScaleSetApi(state, sizes, resizer, _clock, keeper.Ring),
            instances,
            new MachineApi(state, sizes, capacity, maker, json, instances, _options.ProvisioningDelay, () => _dice, _clock, keeper.Ring),
            new PartApi(state, capacity, json, _options.ProvisioningDelay / PartsAreFaster, () => _dice, _clock, keeper.Ring),
            new ResourceLists(state, json, _options.PageSize),
            new LocationApi(state, sizes, capacity, json),
            keeper.Ring);
        (_state, _files, _keeper, _instances) = (state, files, keeper, instances);
        return new ArmFrontDoor(
            routes,
            new RequestBuckets(_options.RequestLimitScale, _clock),
            () => _dice,
            Encoding.UTF8.GetBytes(_options.Token),
            () => _port,
            _loggers.CreateLogger<ArmFrontDoor>());
    }

    private WebApplication Listen(int port, RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.Services.AddSingleton(_loggers);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        WebApplication web = builder.Build();
        web.Run(answer);
        return web;
    }

    private static int BoundPort(WebApplication web)
    {
        string address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("the web server has no address");
        return new Uri(address).Port;
    }
}
