using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using BatchAi.Functions.Tests.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace BatchAi.Functions.Tests;

/// <summary>
/// The web server of a Functions host: it finds the function by its route, invokes it without the request, and hands the request itself to
/// the worker's own web server, with the invocation's id and who asked for what as headers.
/// A caller that hangs up takes the connection to the worker with it.
/// </summary>
internal sealed class HostFront : IAsyncDisposable
{
    /// <summary>Of an answer that is the host's own: no function has the route.</summary>
    public const string OfTheHost = "X-Of-The-Host";

    private static readonly HashSet<string> s_ofTheConnection =
        new(["Host", "Connection", "Transfer-Encoding", "Content-Length", "Keep-Alive", "Upgrade"], StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication _web;
    private readonly HttpClient _proxy = new(new UntilItListens()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<(DateTimeOffset At, TimeSpan Lasted, string Path, InvocationResponse Answer)> _invocations = [];
    private readonly ConcurrentQueue<string> _failures = [];
    private Func<Task<FunctionsWorker>> _worker = null!;
    private TypedData _engine = null!;

    private HostFront(WebApplication web) => _web = web;

    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>When workers had answered the invocations of requests, after how long, and what.</summary>
    public IReadOnlyCollection<(DateTimeOffset At, TimeSpan Lasted, string Path, InvocationResponse Answer)> Invocations => _invocations;

    /// <summary>
    /// What the real host logs as a failed function, with a stack trace: a caller hung up, and the worker says of the invocation that it
    /// went well. The host then finds that it could not hand the answer on.
    /// </summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Listens, and answers from <see cref="Serve"/> on: a worker may have to know the address before it can start.</summary>
    public static async Task<HostFront> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            // As large as the host's own default for a request, so that the app is who refuses.
            kestrel.Limits.MaxRequestBodySize = 210_000_000;
        });
        WebApplication web = builder.Build();
        HostFront front = new(web);
        web.Run(front.AnswerAsync);
        await web.StartAsync();
        return front;
    }

    /// <param name="worker">The worker that lives now, or the next one when that one is gone.</param>
    /// <param name="engine">Data of the durableClient bindings.</param>
    public void Serve(Func<Task<FunctionsWorker>> worker, TypedData engine) => (_worker, _engine) = (worker, engine);

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _proxy.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        FunctionsWorker worker = await _worker();
        if (FunctionAt(worker, context.Request.Path) is not { } function)
        {
            context.Response.Headers[OfTheHost] = "true";
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        long began = Stopwatch.GetTimestamp();
        string id = Guid.NewGuid().ToString();
        Dictionary<string, TypedData> inputs = new() { ["request"] = new() { Http = new RpcHttp() }, ["engine"] = _engine };
        Task<InvocationResponse> invocation = worker.InvokeAsync(function, inputs, invocationId: id);
        bool handedOn = true;
        try
        {
            await ForwardAsync(worker, context, id);
        }
        catch (Exception gone) when (gone is OperationCanceledException or HttpRequestException or IOException)
        {
            // Hung up, or the worker is gone: nothing can be answered.
            handedOn = false;
            if (context.RequestAborted.IsCancellationRequested && worker.Init.Capabilities.ContainsKey("HandlesInvocationCancelMessage"))
                await worker.CancelAsync(id);
            context.Abort();
        }

        try
        {
            InvocationResponse answer = await invocation;
            _invocations.Enqueue((DateTimeOffset.UtcNow, Stopwatch.GetElapsedTime(began), context.Request.Path, answer));
            if (!handedOn && answer.Result.Status is StatusResult.Types.Status.Success)
                _failures.Enqueue($"{context.Request.Method} {context.Request.Path}: the answer could not be handed on");
        }
        catch (WorkerGoneException)
        {
            context.Abort();
        }
    }

    private async Task ForwardAsync(FunctionsWorker worker, HttpContext context, string invocationId)
    {
        using HttpRequestMessage request =
            new(new HttpMethod(context.Request.Method), new Uri(worker.HttpUri, context.Features.Get<IHttpRequestFeature>()!.RawTarget));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach ((string name, StringValues values) in context.Request.Headers.Where(header => !s_ofTheConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        request.Headers.Add("x-ms-invocation-id", invocationId);
        request.Headers.Add("X-Forwarded-For", $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}");
        request.Headers.Add("X-Forwarded-Host", "app.azurewebsites.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (request.Content is not null)
            request.Content.Headers.ContentLength = context.Request.ContentLength;

        using HttpResponseMessage response =
            await _proxy.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers)
            .Where(header => !s_ofTheConnection.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static string? FunctionAt(FunctionsWorker worker, string path) => (
        from function in worker.Functions.Values
        from binding in function.RawBindings.Select(raw => JsonDocument.Parse(raw).RootElement)
        where binding.GetProperty("type").GetString() == "httpTrigger"
            && new TemplateMatcher(TemplateParser.Parse(binding.GetProperty("route").GetString()!), []).TryMatch(path, [])
        select function.Name).SingleOrDefault();

    /// <summary>A worker has loaded its functions before its web server listens; the real host tries again, too.</summary>
    private sealed class UntilItListens()
        : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

        private const int Tries = 200;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (int tries = 1; ; tries++)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException refused) when (refused.HttpRequestError is HttpRequestError.ConnectionError && tries < Tries)
                {
                    await Task.Delay(s_pause, cancellationToken);
                }
            }
        }
    }
}
