using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using BatchAi.Functions.Tests.Protocol;
using BatchAi.LocalCloud;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>
/// The whole app as far as it is ours: the worker under a test host, its state and its task hub in Azurite, the local
/// cloud in place of Azure Resource Manager, and on its instances the real node agent.
/// </summary>
public sealed class AppWithACloud : IAsyncLifetime
{
    private const string CloudToken = "a-token-of-this-test";

    private readonly Azurite _azurite = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("batchai-host-").FullName;
    private LocalCloudServer _cloud = null!;
    private RpcHost _rpc = null!;
    private TaskHub _hub = null!;
    private DurableExtension _durable = null!;
    private Dictionary<string, string> _settings = [];
    private TaskCompletionSource<FunctionsWorker> _worker = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FrontClient Api { get; private set; } = null!;

    internal HostFront Front { get; private set; } = null!;

    /// <summary>The share that jobs mount as <c>account/share</c>.</summary>
    public string Share => Path.Combine(_directory, "volumes", "account", "share");

    /// <summary>The container of the app's own account that jobs have.</summary>
    internal BlobContainerClient Jobs => new(_azurite.ConnectionString, "data");

    /// <summary>What nodes of the local cloud write to in place of that container.</summary>
    internal string JobsVolume => Path.Combine(_directory, "volumes", Jobs.AccountName, "data");

    /// <summary>For the message of a failed test.</summary>
    internal string Said => _worker.Task.IsCompletedSuccessfully ? _worker.Task.Result.Said : "no worker";

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        if (!_azurite.IsThere)
            return;

        Directory.CreateDirectory(Share);
        _rpc = await RpcHost.StartAsync();
        _hub = await TaskHub.OnAzureStorageAsync(_azurite.ConnectionString, HubSettings.Production);
        Front = await HostFront.StartAsync();
        _cloud = new LocalCloudServer(
            new LocalCloudOptions
            {
                Directory = Path.Combine(_directory, "cloud"),
                Token = CloudToken,
                ProvisioningDelay = TimeSpan.FromMilliseconds(20),
                RequestLimitScale = 0,
                Machine = new MachineInventory(4, 8192, [])
            });
        await _cloud.StartAsync(0, CancellationToken.None);
        _settings = Settings();
        _durable = new DurableExtension(_hub, () => _worker.Task);
        Front.Serve(() => _worker.Task, _durable.ClientBinding);
        Api = new FrontClient(Front.Address);
        await StartWorkerAsync();
        await _durable.BeginAsync();
    }

    /// <summary>Skips the test that asks when there is no Azurite to be had.</summary>
    internal AppWithACloud RequireStorage() =>
        _azurite.ConnectionString.Length > 0
            ? this
            : throw new InvalidOperationException("An account has a connection string.");

    /// <summary>kill -9 of the worker. What comes for it waits until there is another.</summary>
    internal async Task KillWorkerAsync()
    {
        FunctionsWorker worker = await _worker.Task;
        _worker = new TaskCompletionSource<FunctionsWorker>(TaskCreationOptions.RunContinuationsAsynchronously);
        await worker.KillAsync();
        worker.Dispose();
    }

    internal async Task StartWorkerAsync() => _worker.SetResult(await FunctionsWorker.StartAsync(_rpc, _settings));

    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsThere)
        {
            // First who works, then what is worked with.
            await _cloud.StopInstancesAsync(CancellationToken.None);
            Api.Dispose();
            await _durable.DisposeAsync();
            if (_worker.Task.IsCompletedSuccessfully)
                (await _worker.Task).Dispose();
            await Front.DisposeAsync();
            await _cloud.DisposeAsync();
            await _hub.DisposeAsync();
            await _rpc.DisposeAsync();
        }

        await _azurite.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Dictionary<string, string> Settings()
    {
        Dictionary<string, string> settings = WorkerSettings.For(_azurite.ConnectionString);
        settings.Remove("BatchAi__KeyVaultUri");
        settings.Remove("BatchAi__Locations__0__SubnetId");
        settings["BatchAi__Locations__0__Name"] = "local";
        settings["BatchAi__PublicBaseUrl"] = Front.Address.AbsoluteUri;
        settings["BatchAi__Cloud__ResourceManagerEndpoint"] = _cloud.BaseUri.AbsoluteUri;
        settings["BatchAi__Cloud__Token"] = CloudToken;
        settings["BatchAi__Cloud__SecretKeyFile"] = Write("secrets.key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        settings["BatchAi__Cloud__NodeLauncher"] = Write("start-node", NodeBehaviour());
        return settings;
    }

    /// <summary>Makes the agent's configuration and becomes the agent, as LocalHost's script does.</summary>
    private string NodeBehaviour()
    {
        string configuration = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["clusterUid"] = "CLUSTER_UID",
            ["endpointFile"] = Write("endpoint", Front.Address.AbsoluteUri),
            ["volumesDirectory"] = Path.Combine(_directory, "volumes"),
            ["sharedDirectory"] = Path.Combine(_directory, "shared"),
        });
        string bin = Path.GetDirectoryName(Path.GetDirectoryName(WorkerProgram.Directory))!;
        string native = Path.Combine(Path.GetDirectoryName(bin)!, "native-agent", "BatchAi.NodeAgent");
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        string agent = File.Exists(native)
            ? $"'{native}'"
            : $"'{dotnet}' '{Path.Combine(bin, "NodeAgent", Path.GetFileName(WorkerProgram.Directory), "BatchAi.NodeAgent.dll")}'";
        return $"""
            #!/bin/sh
            umask 077
            config="$BATCHAI_INSTANCE_DIR/agent.json"
            sed "s/CLUSTER_UID/$1/" > "$config" <<'CONFIGURATION'
            {configuration}
            CONFIGURATION
            exec {agent} run --config "$config"

            """;
    }

    /// <summary>A file that its owner alone can use.</summary>
    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
