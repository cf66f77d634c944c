using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BatchAi.Functions.Tests.Protocol;

/// <summary>The host's end of the protocol: a gRPC server on loopback, to which every worker opens one stream.</summary>
internal sealed class RpcHost : IAsyncDisposable
{
    /// <summary>Of the real host (host.json cannot change it): 128 MiB.</summary>
    public const int MaxMessageLength = 128 * 1024 * 1024;

    private readonly WebApplication _web;
    private readonly Arrivals _arrivals;

    private RpcHost(WebApplication web, Arrivals arrivals) => (_web, _arrivals) = (web, arrivals);

    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<RpcHost> StartAsync()
    {
        Arrivals arrivals = new();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting().AddSingleton(arrivals);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = MaxMessageLength);
        WebApplication web = builder.Build();
        web.MapGrpcService<Service>();
        await web.StartAsync();
        return new RpcHost(web, arrivals);
    }

    /// <summary>The stream of the worker of that id, once it has opened it.</summary>
    public Task<WorkerChannel> ArrivalOf(string workerId) => _arrivals.Of(workerId).Task;

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    internal sealed class Arrivals
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<WorkerChannel>> _workers = [];

        public TaskCompletionSource<WorkerChannel> Of(string workerId) =>
            _workers.GetOrAdd(workerId, _ => new TaskCompletionSource<WorkerChannel>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    internal sealed class Service(Arrivals arrivals) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.StartStream is not { } start)
                throw new Grpc.Core.RpcException(new Status(StatusCode.InvalidArgument, "A worker begins with StartStream."));

            WorkerChannel channel = new(responseStream);
            arrivals.Of(start.WorkerId).TrySetResult(channel);
            await channel.ReadAsync(requestStream, context.CancellationToken);
        }
    }
}
