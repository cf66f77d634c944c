using BatchAi.Embedded;
using BatchAi.Linux;
using BatchAi.LocalCloud;

namespace BatchAi.LocalHost;

/// <summary>
/// The local cloud without the API: for a control plane in a program of its own, which is the Functions app in a debugger. Its data
/// directory holds what that program is configured with, and no state of the control plane.
/// </summary>
public sealed class CloudAlone : IAsyncDisposable
{
    /// <summary>Provisioning is scaled down to a fraction of a second; Azure's request limits would then be what one waits for.</summary>
    internal const double RequestLimitScale = 20;

    private readonly DataDirectory _data;
    private readonly LocalCloudServer _cloud;

    private readonly NodeLauncher _launcher;

    private CloudAlone(DataDirectory data, LocalCloudServer cloud, NodeLauncher launcher) =>
        (_data, _cloud, _launcher) = (data, cloud, launcher);

    /// <summary>Configuration keys of the Functions app with their values; none is a secret, but they name files that hold one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
    [
        new("BatchAi__Cloud__ResourceManagerEndpoint", _cloud.BaseUri.AbsoluteUri.TrimEnd('/')),
        new("BatchAi__Cloud__TokenFile", TokenFile(_data)),
        new("BatchAi__Cloud__SecretKeyFile", _data.SecretKeyFile),
        new("BatchAi__Cloud__NodeLauncher", _launcher.Script),
    ];

    /// <summary>What its nodes run.</summary>
    public AgentBuild Agent => _launcher.Agent;

    public MachineInventory Machine => _cloud.Machine;

    public string DataRoot => _data.Root;

    /// <exception cref="DataDirectoryException">The directory cannot be used.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<CloudAlone> StartAsync(CloudAloneOptions options, CancellationToken cancellation)
    {
        AgentBuild agent = AgentBuild.Find();
        DataDirectory data = DataDirectory.Open(options.DataDirectory);
        try
        {
            // Two control planes would each remove the other's machines.
            if (File.Exists(data.FactsFile))
                throw new DataDirectoryException(
                    $"{data.Root} is the directory of a whole LocalHost (serve); name another one with --data.");

            string token = new DerivedKeys(SecretKeyFile.ReadOrMake(data.SecretKeyFile)).CloudBearer;
            NodeLauncher launcher = new(data.Root, agent);
            launcher.Write(new LocalVolumes(data.VolumesDirectory, options.Volumes), options.ContainersOnHost);
            AtomicFile.Write(launcher.EndpointFile, options.Api.AbsoluteUri.TrimEnd('/') + "\n", LocalServer.Announced);
            AtomicFile.Write(TokenFile(data), token + "\n", LocalServer.Announced);

            LocalCloudServer cloud = new(new LocalCloudOptions
            {
                Directory = data.CloudDirectory,
                Token = token,
                Gpus = options.Gpus,
                RequestLimitScale = RequestLimitScale,
            });
            await cloud.StartAsync(options.Port, cancellation);
            return new CloudAlone(data, cloud, launcher);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Ends every process of every node, as switching the machines off would.</summary>
    public Task StopAsync(CancellationToken cancellation) => _cloud.StopInstancesAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        _data.Dispose();
    }

    private static string TokenFile(DataDirectory data) => data.PathOf("cloud-token");
}
