using System.Text;
using System.Text.Json.Nodes;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace BatchAi.Api.Tests;

/// <summary>The API over its real services and a store in memory; nothing orchestrates.</summary>
internal sealed class ApiWorld : IAsyncDisposable
{
    public const string Classic = "2018-05-01";
    public const string Extended = "2026-11-01";
    public const string Workspace = "/subscriptions/sub/resourceGroups/grp/providers/Microsoft.BatchAI/workspaces/ws";
    public const string Cluster = Workspace + "/clusters/c1";
    public const string Experiment = Workspace + "/experiments/e1";
    public const string Job = Experiment + "/jobs/j1";

    private readonly WebApplication _host;
    private readonly HttpClient _client;
    private readonly AsyncServiceScope _scope;

    private ApiWorld(WebApplication host, VirtualClock clock, FailingStore store)
    {
        (Clock, Store) = (clock, store);
        Queues = host.Services.GetRequiredService<MemoryQueues>();
        (_host, _client, _scope) = (host, host.GetTestClient(), host.Services.CreateAsyncScope());
        _client.BaseAddress = new Uri("http://api.example:8080");
    }

    public VirtualClock Clock { get; }

    public FailingStore Store { get; }

    public MemorySecrets Secrets => (MemorySecrets)_host.Services.GetRequiredService<ISecretStore>();

    public MemoryFiles Files => (MemoryFiles)_host.Services.GetRequiredService<IOutputFiles>();

    public MemoryQueues Queues { get; }

    public HttpClient Client => _client;

    /// <summary>Another client's way to this server.</summary>
    public HttpMessageHandler Handler() => _host.GetTestServer().CreateHandler();

    public IServiceProvider Services => _scope.ServiceProvider;

    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <param name="host">Has the API's delegate answer in a pipeline of its own; null: it answers everything.</param>
    /// <param name="keys">Entra's, when it signs callers in.</param>
    /// <param name="services">Registers what is to come before the API's own services.</param>
    public static async Task<ApiWorld> StartAsync(
        Action<ApiOptions>? configure = null,
        Action<WebApplication, RequestDelegate>? host = null,
        IConfigurationManager<OpenIdConnectConfiguration>? keys = null,
        Action<IServiceCollection>? services = null)
    {
        VirtualClock clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        FailingStore store = new(new InMemoryTableStore());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Host.UseDefaultServiceProvider(container => container.ValidateOnBuild = container.ValidateScopes = true);
        builder.WebHost.UseTestServer();
        services?.Invoke(builder.Services);
        builder.Services
            .AddControlPlane(Parts(clock, store))
            .AddSingleton<IOrchestrationClient, QuietOrchestrations>()
            .AddSingleton<IFleet>(_ => throw new InvalidOperationException("No request works on machines itself."))
            .AddSingleton<INodeBootstrap>(_ => throw new InvalidOperationException("No request makes machines."))
            .AddBatchAiApi(configure);
        if (keys is not null)
            builder.Services.PostConfigureAll<JwtBearerOptions>(options => options.ConfigurationManager = keys);

        WebApplication app = builder.Build();
        RequestDelegate api = BatchAiApi.Build(app.Services);
        if (host is null)
            app.Run(api);
        else
            host(app, api);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiWorld(app, clock, store);
    }

    /// <summary>A world with a workspace, a cluster of 0 to 4 nodes that mounts a share at <c>afs</c>, and an experiment.</summary>
    public static async Task<ApiWorld> FurnishedAsync(Action<IServiceCollection>? services = null)
    {
        ApiWorld world = await StartAsync(services: services);
        await world.OkAsync("PUT", Workspace, """{"location":"eastus"}""");
        await world.OkAsync("PUT", Cluster, ClusterBody());
        await world.OkAsync("PUT", Experiment);
        return world;
    }

    public static string ClusterBody(string scale = """{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":4}}""") =>
        $$"""{"properties":{"vmSize":"STANDARD_D1","scaleSettings":{{scale}},"userAccountSettings":{"adminUserName":"admin1","adminUserSshPublicKey":"ssh-rsa AAAA"},"nodeSetup":{"mountVolumes":{"azureFileShares":[{"accountName":"acct","azureFileUrl":"https://acct.file.core.windows.net/share/deep","relativeMountPath":"afs","credentials":{"accountKey":"key"} }]} } } }""";

    public static string JobBody(int nodes = 1, string command = "true", string cluster = Cluster) =>
        $$"""{"properties":{"cluster":{"id":"{{cluster}}"},"nodeCount":{{nodes}},"stdOutErrPathPrefix":"$AZ_BATCHAI_MOUNT_ROOT/afs/logs","customToolkitSettings":{"commandLine":"{{command}}"},"secrets":[{"name":"TOKEN","value":"hush"}]} }""";

    public Task<Answer> SendAsync(string method, string path, string? body = null, string version = Classic) =>
        SendAsync(method, path, header: null, body, version);

    /// <param name="header">One more header, for example <c>("If-Match", "*")</c>.</param>
    public async Task<Answer> SendAsync(
        string method,
        string path,
        (string Name, string Value)? header,
        string? body = null,
        string version = Classic)
    {
        string url = path.Contains("api-version", StringComparison.Ordinal)
            ? path
            : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version}";
        using HttpRequestMessage request = new(new HttpMethod(method), url);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (header is { } more)
            request.Headers.TryAddWithoutValidation(more.Name, more.Value);
        return await SendAsync(request);
    }

    /// <summary>A request that no client library would send.</summary>
    public Task<HttpContext> SendAsync(Action<HttpContext> request) =>
        _host.GetTestServer().SendAsync(request, TestContext.Current.CancellationToken);

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), text, response);
    }

    /// <summary>Sends, and fails unless the answer is 2xx.</summary>
    public async Task<Answer> OkAsync(string method, string path, string? body = null, string version = Classic)
    {
        Answer answer = await SendAsync(method, path, body, version);
        Assert.True(answer.Raw.IsSuccessStatusCode, $"{method} {path} answered {answer.Status}: {answer.Text}");
        return answer;
    }

    /// <summary>A queue delivers a message, for the n-th time.</summary>
    public Task<HandledMessage> DeliverAsync(string id, string text, int deliveries = 1) =>
        Get<JobMessageHandler>().HandleAsync(new QueuedMessage(id, deliveries, text), TestContext.Current.CancellationToken);

    /// <summary>False when the store failed on the way.</summary>
    public async Task<bool> TryDeliverAsync(string id, string text)
    {
        try
        {
            await DeliverAsync(id, text);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>What the control plane does to a job: it moves from the queue to those that have nodes.</summary>
    public async Task ChangeFactsAsync(string name, Func<JobFacts, JobFacts> change)
    {
        JobId id = new(new ExperimentId(new WorkspaceId("sub", "grp", "ws"), "e1"), name);
        JobRow job = (await Get<ResourceStore>().FindAsync(id, default))!.Value;
        Row<JobFacts> row = (await Get<FactStore>().FindJobAsync(job, default))!;
        JobFacts changed = change(row.Value);
        bool isCommitted = await Get<FactStore>().TryCommitAsync(
            job.ClusterUid,
            [RowStoreExtensions.Delete(row), RowStoreExtensions.Insert(FactKeys.Run(job.Uid), changed)],
            default);
        Assert.True(isCommitted);
    }

    /// <summary>The job ends as its orchestration would end it.</summary>
    public async Task EndAsync(string name, ExecutionState state = ExecutionState.Succeeded)
    {
        ResourceStore resources = Get<ResourceStore>();
        WorkspaceId workspace = new("sub", "grp", "ws");
        Row<JobRow> row = (await resources.FindAsync(new JobId(new ExperimentId(workspace, "e1"), name), default))!;
        await resources.TryReplaceAsync(
            row with
            {
                Value = row.Value with
                {
                    Ended = new JobExecution(state, Clock.GetUtcNow(), new ExecutionInfo { EndTime = Clock.GetUtcNow(), ExitCode = 0 }),
                },
            },
            default);
        if (await Get<FactStore>().FindJobAsync(row.Value, default) is { } facts)
            await Store.TryDeleteAsync(Tables.Facts, row.Value.ClusterUid, facts, default);
    }

    /// <summary>A resource row vanishes as the last step of its deletion.</summary>
    public async Task VanishAsync(string key)
    {
        StoredEntity row = (await Store.FindAsync(Tables.Resources, "sub|grp|ws", key, default))!;
        await Store.CommitAsync(Tables.Resources, "sub|grp|ws", [new EntityWrite.Delete(row.Row, row.ETag)], default);
    }

    private static ControlPlaneParts Parts(VirtualClock clock, FailingStore store) => new()
    {
        Clock = clock,
        Store = store,
        Fleet = new SimulatedCloud(clock),
        Usages = new SomeUsages(),
        Offers = new AnySizeButHuge(),
        Identity = new NobodyProves(),
        Secrets = new MemorySecrets(),
        Timing = new ClusterTiming(),
        Also = services => services
            .AddSingleton<IOutputFiles, MemoryFiles>()
            .AddSingleton<MemoryQueues>()
            .AddSingleton<IJobMessages>(provider => provider.GetRequiredService<MemoryQueues>())
            .AddSingleton<IJobEvents>(provider => provider.GetRequiredService<MemoryQueues>())
            .AddSingleton<IMessageBodies>(provider => provider.GetRequiredService<MemoryQueues>()),
    };

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _host.DisposeAsync();
    }
}
