using System.Collections.Concurrent;
using BatchAi.Services;

namespace BatchAi.Testing;

public abstract partial class OrchestrationContextContract
{
    [Fact]
    public async Task Time_and_ids_are_the_same_at_every_replay()
    {
        ConcurrentBag<(DateTimeOffset, Guid, Guid)> read = [];
        Activity<int, int>("Echo", Task.FromResult);
        Story<string>("replayed", async (context, _) =>
        {
            await context.CallActivityAsync<int, int>("Echo", 0);
            (DateTimeOffset, Guid, Guid) now = (context.Now, context.NewGuid(), context.NewGuid());
            read.Add(now);
            for (int i = 0; i < 5; i++)
                await context.CallActivityAsync<int, int>("Echo", i);
            Assert.NotEqual(now.Item2, now.Item3);
            return context.NewGuid().ToString();
        });

        OutputOf(await RunAsync("replayed", ""));

        Assert.Single(read.Distinct());
    }

    [Fact]
    public async Task An_id_is_started_once_whatever_became_of_it()
    {
        (Task begun, TaskCompletionSource go) = Gate("Busy");
        Story<string>("once", (context, input) => context.CallActivityAsync<string, string>("Busy", input));
        await StartEngineAsync();

        Assert.Equal(StartOutcome.Started, await StartAsync("once", "first"));
        Assert.Equal(StartOutcome.Exists, await StartAsync("once", "second"));
        await begun;
        Assert.Equal(StartOutcome.Exists, await StartAsync("once", "third"));
        go.SetResult();
        Assert.Equal("first", OutputOf(await EndOfAsync("once")));
        Assert.Equal(StartOutcome.Exists, await StartAsync("once", "fourth"));
        Assert.Null(await Client.GetAsync("never started", Cancellation));
    }

    [Fact]
    public async Task A_terminated_instance_has_ended_with_the_reason()
    {
        (Task begun, TaskCompletionSource go) = Gate("Busy");
        Story<string>("doomed", (context, input) => context.CallActivityAsync<string, string>("Busy", input));
        await StartEngineAsync();
        await StartAsync("doomed", "");
        await begun;

        await Client.TerminateAsync("doomed", "no longer wanted", Cancellation);
        go.SetResult();

        OrchestrationState ended = await EndOfAsync("doomed");
        Assert.Equal(OrchestrationStatus.Terminated, ended.Status);
        Assert.Contains("no longer wanted", ended.Failure, StringComparison.Ordinal);
        await Client.TerminateAsync("never started", "", Cancellation);
    }

    [Fact]
    public async Task Purge_removes_ended_instances_up_to_its_limit()
    {
        Story<string>("brief", (_, input) => Task.FromResult(input));
        Story<string>("long", (context, _) => RingOrTimer(context, TimeSpan.FromDays(1)));
        await StartEngineAsync();
        await StartAsync("long", "");
        for (int i = 0; i < 5; i++)
            await StartAsync("brief", "", $"brief-{i}");
        DateTimeOffset last = default;
        for (int i = 0; i < 5; i++)
            last = (await EndOfAsync($"brief-{i}")).UpdatedAt is var ended && ended > last ? ended : last;

        Assert.Equal(0, await Client.PurgeAsync(last.AddHours(-1), 10, Cancellation));
        Assert.Equal(3, await Client.PurgeAsync(last.AddTicks(1), 3, Cancellation));
        Assert.Equal(2, await Client.PurgeAsync(last.AddTicks(1), 10, Cancellation));
        Assert.Null(await Client.GetAsync("brief-0", Cancellation));
        Assert.NotNull(await Client.GetAsync("long", Cancellation));
        Assert.Equal(StartOutcome.Started, await StartAsync("brief", "", "brief-0"));
    }

    [Fact]
    public async Task The_state_tells_what_runs_and_what_it_last_said()
    {
        (Task begun, TaskCompletionSource go) = Gate("Busy");
        Story<string>("talker", async (context, input) =>
        {
            context.SetStatus("waiting for nodes");
            string output = await context.CallActivityAsync<string, string>("Busy", input);
            context.SetStatus("nearly there");
            return output;
        });
        await StartEngineAsync();
        await StartAsync("talker", "output", "talker-1");
        await begun;

        OrchestrationState running = await EventuallyAsync("talker-1", "saying so", state => state.CustomStatus == "waiting for nodes");
        go.SetResult();
        OrchestrationState ended = await EndOfAsync("talker-1");

        Assert.Equal(("talker", OrchestrationStatus.Running), (running.Name, running.Status));
        Assert.Equal(("nearly there", "output"), (ended.CustomStatus, OutputOf(ended)));
        Assert.Equal(running.CreatedAt, ended.CreatedAt);
        Assert.True(ended.UpdatedAt >= running.UpdatedAt);
    }
}
