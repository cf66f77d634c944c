using BatchAi.Activities;
using BatchAi.Faults;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.Embedded.Tests;

/// <summary>
/// An engine with what it runs. The database stands in a directory of its own, so that a copy of it is what a killed
/// process leaves.
/// </summary>
internal sealed class EngineHarness : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<OrchestrationDescriptor> _stories = [];
    private readonly List<ActivityDescriptor> _activities = [];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("batchai-engine-");
    private ServiceProvider? _services;

    public FakeTimeProvider Clock { get; init; } =
        new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };

    public EmbeddedEngineOptions Options { get; } = new();

    public LogRecorder Log { get; } = new();

    public HostProbe Host { get; } = new();

    public string DatabasePath => Path.Combine(_directory.FullName, "engine.db");

    public EmbeddedEngine Engine =>
        _services?.GetRequiredService<EmbeddedEngine>() ?? throw new InvalidOperationException("Start the engine first");

    public static EngineHarness Stepped(HostileSettings? hostile = null)
    {
        EngineHarness harness = new();
        harness.Options.Stepped = true;
        harness.Options.Disturbance = HostileEngine.Of(hostile);
        return harness;
    }

    public static EngineHarness OnDisk()
    {
        EngineHarness harness = new();
        harness.Options.DatabasePath = harness.DatabasePath;
        return harness;
    }

    public EngineHarness Story(string name, Func<OrchestrationContext, string, Task<string>> run)
    {
        _stories.Add(OrchestrationDescriptor.Of(name, run));
        return this;
    }

    public EngineHarness Activity(string name, Func<string, CancellationToken, Task<string>> run)
    {
        _activities.Add(
            new ActivityDescriptor(
                name,
                typeof(object),
                async (_, input, cancellation) => RowJson.Write(await run(RowJson.Read<string>(input), cancellation))));
        return this;
    }

    public EngineHarness Activity(string name, Func<string, string> run) => Activity(name, (input, _) => Task.FromResult(run(input)));

    /// <summary>Another engine that finds what this one would leave if its process were killed now.</summary>
    public EngineHarness CopyAsKilled()
    {
        EngineHarness survivor = OnDisk();
        foreach (FileInfo file in _directory.GetFiles())
            file.CopyTo(Path.Combine(survivor._directory.FullName, file.Name));
        return survivor;
    }

    public async Task<EngineHarness> StartAsync()
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ILoggerFactory>(Log);
        services.AddSingleton<IHostApplicationLifetime>(Host);
        services.AddEmbeddedEngine(Options);
        _stories.ForEach(story => services.AddSingleton(story));
        _activities.ForEach(activity => services.AddSingleton(activity));
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await Engine.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    public Task<StartOutcome> RunAsync(string story, string input = "", string? id = null) =>
        Engine.StartAsync(story, id ?? story, input, TestContext.Current.CancellationToken);

    public async Task<OrchestrationState> StateAsync(string id) =>
        await Engine.GetAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"No instance '{id}'");

    public Task<OrchestrationState> EndAsync(string id) =>
        EventuallyAsync(id, "ended", state => state.Status is not (OrchestrationStatus.Pending or OrchestrationStatus.Running));

    public async Task<OrchestrationState> EventuallyAsync(string id, string expected, Func<OrchestrationState, bool> holds)
    {
        OrchestrationState state = await StateAsync(id);
        using CancellationTokenSource patience = new(Patience);
        while (!holds(state))
        {
            Assert.False(patience.IsCancellationRequested, $"Expected '{id}' {expected} within {Patience}, but it is {state}");
            await Task.Delay(2, TestContext.Current.CancellationToken);
            state = await StateAsync(id);
        }

        return state;
    }

    public async Task StopAsync() => await Engine.StopAsync(CancellationToken.None).WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await StopAsync();
            await _services.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}
