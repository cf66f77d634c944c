using System.Collections.Concurrent;
using System.Diagnostics;
using BatchAi.Activities;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Testing;

/// <summary>
/// What every engine does for an orchestration and its clients. Written against the seam alone; see the other parts of
/// this class for the promises.
/// </summary>
public abstract partial class OrchestrationContextContract(IEngineFixture engine) : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly RetryPolicy s_quickly = new(3, TimeSpan.FromMilliseconds(5), 1.0, TimeSpan.FromMilliseconds(5));

    private readonly List<OrchestrationDescriptor> _stories = [];
    private readonly List<ActivityDescriptor> _activities = [];
    private readonly ConcurrentDictionary<string, int> _runs = new();
    private IOrchestrationClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IOrchestrationClient Client => _client ?? throw new InvalidOperationException("Start the engine first");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private void Story<TInput>(string name, Func<OrchestrationContext, TInput, Task<string>> run) =>
        _stories.Add(OrchestrationDescriptor.Of(name, run));

    /// <summary>An activity; how often it was begun stands in <see cref="Runs"/>.</summary>
    private void Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run) =>
        _activities.Add(
            new ActivityDescriptor(
                name,
                typeof(object),
                async (_, input, _) =>
                {
                    _runs.AddOrUpdate(name, 1, (_, before) => before + 1);
                    return RowJson.Write(await run(RowJson.Read<TInput>(input)));
                }
            ));

    /// <summary>An activity that tells when it has begun and ends when it is let go.</summary>
    private (Task Begun, TaskCompletionSource Go) Gate(string name)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Activity<string, string>(name, async input =>
        {
            begun.TrySetResult();
            await go.Task;
            return input;
        });
        return (begun.Task.WaitAsync(s_patience), go);
    }

    private int Runs(string activity) => _runs.GetValueOrDefault(activity);

    private async Task StartEngineAsync() => _client = await engine.StartAsync(_stories, _activities);

    private Task<StartOutcome> StartAsync<TInput>(string story, TInput input, string? id = null) =>
        Client.StartAsync(story, id ?? story, input, Cancellation);

    private async Task<OrchestrationState> RunAsync<TInput>(string story, TInput input)
    {
        await StartEngineAsync();
        await StartAsync(story, input);
        return await EndOfAsync(story);
    }

    private Task<OrchestrationState> EndOfAsync(string id) =>
        EventuallyAsync(id, "ended", state => state.Status is not (OrchestrationStatus.Pending or OrchestrationStatus.Running));

    private async Task<OrchestrationState> EventuallyAsync(string id, string expected, Func<OrchestrationState, bool> holds)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            OrchestrationState? state = await Client.GetAsync(id, Cancellation);
            if (state is not null && holds(state))
                return state;

            Assert.True(waited.Elapsed < s_patience, $"Expected '{id}' {expected} within {s_patience}, but it is {state}");
            await Task.Delay(2, Cancellation);
        }
    }

    /// <summary>Rings once; where rings may be lost, until the instance has ended.</summary>
    private async Task<OrchestrationState> RingToTheEndAsync(string id, string name)
    {
        await Client.RingAsync(id, name, Cancellation);
        return !engine.IsHostile ? await EndOfAsync(id) : await EventuallyAsync(id, "ended", state =>
        {
            Client.RingAsync(id, name, Cancellation).GetAwaiter().GetResult();
            return state.Output is not null;
        });
    }

    private static string OutputOf(OrchestrationState state)
    {
        Assert.True(state.Status == OrchestrationStatus.Completed, $"Expected completed, but it is {state}");
        return RowJson.Read<string>(state.Output!);
    }
}
