using System.Net;
using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions.Tests;

/// <summary>
/// The engine of orchestrations behind the gRPC service that the Durable extension of the Functions host serves: what workers' durable
/// clients call, and where work items are fetched.
/// </summary>
internal sealed class TaskHub : IAsyncDisposable
{
    private readonly WebApplication _web;

    private TaskHub(WebApplication web)
    {
        _web = web;
        Channel = GrpcChannel.ForAddress(Address);
    }

    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public GrpcChannel Channel { get; }

    /// <summary>A hub in memory.</summary>
    public static Task<TaskHub> StartAsync()
    {
        InMemoryOrchestrationService memory = new();
        return StartAsync(memory, memory);
    }

    /// <summary>A hub on any storage.</summary>
    public static async Task<TaskHub> StartAsync(IOrchestrationService engine, IOrchestrationServiceClient client)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting().AddSingleton(engine).AddSingleton(client).AddSingleton<TaskHubGrpcServer>();
        builder.Services.AddGrpc();
        WebApplication web = builder.Build();
        web.MapGrpcService<TaskHubGrpcServer>();
        await web.StartAsync();
        return new TaskHub(web);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _web.DisposeAsync();
    }
}
