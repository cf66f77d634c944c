using System.Net;
using System.Net.Sockets;
using BatchAi.Activities;
using BatchAi.Orchestrations;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions.Tests;

/// <summary>The real worker and client of Durable Task over its engine in memory, running our descriptors through the adapter, each activity in a scope of its own as the Functions worker would.</summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private readonly DurableTaskTestHost _host;

    private DurableEngine(DurableTaskTestHost host) => _host = host;

    public DurableTaskClient Client => _host.Client;

    public IOrchestrationClient Orchestrations => new PatientClient(new DurableOrchestrationClient(Client));

    public static async Task<DurableEngine> StartAsync(IEnumerable<OrchestrationDescriptor> orchestrations, IEnumerable<ActivityDescriptor> activities, IServiceProvider services)
    {
        // An activity runs only once somebody has asked for its orchestration, by the client that is there by then.
        DurableTaskClient? client = null;
        DurableTaskTestHost host = await DurableTaskTestHost.StartAsync(
            registry =>
            {
                foreach (OrchestrationDescriptor orchestration in orchestrations)
                    registry.AddOrchestratorFunc<string, string>(orchestration.Name, (context, _) => DurableOrchestrationContext.RunAsync(orchestration, context));
                foreach (ActivityDescriptor activity in activities)
                    registry.AddActivityFunc<string, string>(activity.Name, (_, input) => RunAsync(activity, input, services, client!));
            },
            new DurableTaskTestHostOptions { Port = FreePort() },
            TestContext.Current.CancellationToken);
        client = host.Client;
        return new DurableEngine(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task<string> RunAsync(ActivityDescriptor activity, string input, IServiceProvider services, DurableTaskClient client)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        return await activity.RunAsync(InvocationEngine.Bind(scope.ServiceProvider, client), input, CancellationToken.None);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
