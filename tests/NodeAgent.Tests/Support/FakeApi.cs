using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using BatchAi.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// The API's side of the agent protocol, with what it should say set by the test. It can go away and come back on
/// another port.
/// </summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeNode> _nodes = new();
    private WebApplication? _app;

    public required string EndpointFile { get; init; }

    public FakeNode Node(string instanceId) => _nodes.GetOrAdd(instanceId, id => new FakeNode(id));

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost(AgentProtocol.RegisterPath, RegisterAsync);
        _app.MapPost(AgentProtocol.SyncPath, SyncAsync);
        _app.MapGet($"{AgentProtocol.JobPath}/{{uid}}/{{fence:long}}", LaunchAsync);
        await _app.StartAsync();
        await File.WriteAllTextAsync(
            EndpointFile,
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async Task StopAsync()
    {
        if (_app is not { } running)
            return;

        _app = null;
        using CancellationTokenSource atOnce = new(TimeSpan.FromMilliseconds(50));
        await running.StopAsync(atOnce.Token);
        await running.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task RegisterAsync(HttpContext context)
    {
        RegisterRequest request = (await JsonSerializer.DeserializeAsync(context.Request.Body, ModelJson.Default.RegisterRequest))!;
        FakeNode node = Node(request.InstanceId);
        if (node.IsGone)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }
        node.Registered(request);
        await Answer(context, JsonSerializer.SerializeToUtf8Bytes(
            new RegisterResponse
            {
                NodeId = node.NodeId,
                Token = node.Token,
                Epoch = node.Epoch,
                Setup = new NodeSetupLaunch { ClusterName = "cluster", NodeSetup = node.Setup, Secrets = node.SetupSecrets },
            },
            ModelJson.Default.RegisterResponse));
    }

    private async Task SyncAsync(HttpContext context)
    {
        if (Known(context) is not { } node)
            return;

        SyncRequest request = (await JsonSerializer.DeserializeAsync(context.Request.Body, ModelJson.Default.SyncRequest))!;
        SyncResponse response = await node.SyncedAsync(request, context.RequestAborted);
        if (Known(context) is not null)
            await Answer(context, JsonSerializer.SerializeToUtf8Bytes(response, ModelJson.Default.SyncResponse));
    }

    private async Task LaunchAsync(HttpContext context, string uid, long fence)
    {
        if (Known(context) is not { } node)
            return;

        if (node.Launches.TryGetValue((uid, fence), out JobLaunch? launch))
            await Answer(context, JsonSerializer.SerializeToUtf8Bytes(WithShells(launch), ModelJson.Default.JobLaunch));
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    /// <summary>As the API hands out what the other nodes of the attempt have reported so far.</summary>
    private JobLaunch WithShells(JobLaunch launch) => launch with
    {
        Nodes =
        [
            .. launch.Nodes.Select(member => member with
            {
                Shell = _nodes.Values.SingleOrDefault(node => node.NodeId == member.NodeId)?.Last?.Jobs
                    .SingleOrDefault(report => report.JobUid == launch.JobUid && report.Fence == launch.Fence)?.Shell,
            }),
        ],
    };

    private FakeNode? Known(HttpContext context)
    {
        FakeNode? node = _nodes.Values.FirstOrDefault(node => context.Request.Headers.Authorization == $"Bearer {node.Token}");
        if (node is { IsGone: false })
            return node;

        context.Response.StatusCode = node is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status410Gone;
        return null;
    }

    private static async Task Answer(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body);
    }
}
