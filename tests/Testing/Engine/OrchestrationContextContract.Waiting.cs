using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Testing;

public abstract partial class OrchestrationContextContract
{
    // Long enough that a ring which was not lost would have arrived, also a late one.
    private static readonly TimeSpan s_aWhile = TimeSpan.FromMilliseconds(100);

    /// <summary>Several fractions of a second: an engine that cuts them off is early at most of them.</summary>
    [Fact]
    public async Task A_timer_fires_at_its_time_and_not_before()
    {
        Story<string>("sleeper", async (context, input) =>
        {
            DateTimeOffset began = context.Now;
            double[] late = await Task.WhenAll(Enumerable.Range(1, 9).Select(async tenths =>
            {
                DateTimeOffset due = began + (s_aWhile * tenths);
                await context.TimerAsync(due, CancellationToken.None);
                return (context.Now - due).TotalMilliseconds;
            }));
            return $"{late.Min():F0} {late.Max():F0}";
        });

        double[] late = [.. OutputOf(await RunAsync("sleeper", "")).Split(' ').Select(double.Parse)];

        Assert.InRange(late[0], engine.IsHostile ? -1000 : 0, late[1]);
        Assert.InRange(late[1], late[0], s_patience.TotalMilliseconds);
    }

    [Fact]
    public async Task A_cancelled_timer_is_over()
    {
        Story<string>("impatient", async (context, input) =>
        {
            using CancellationTokenSource cancelled = new();
            Task timer = context.TimerAsync(context.Now.AddDays(1), cancelled.Token);
            cancelled.Cancel();
            try
            {
                await timer;
                return "fired";
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
        });

        Assert.Equal("cancelled", OutputOf(await RunAsync("impatient", "")));
    }

    [Fact]
    public async Task A_ring_ends_the_wait_and_the_timer_beside_it_is_cancelled()
    {
        Story<string>("waiter", (context, _) => RingOrTimer(context, TimeSpan.FromDays(1)));
        await StartEngineAsync();
        await StartAsync("waiter", "");
        await EventuallyAsync("waiter", "running", state => state.Status == OrchestrationStatus.Running);

        Assert.Equal("ring", OutputOf(await RingToTheEndAsync("waiter", "bell")));
    }

    [Fact]
    public async Task A_ring_that_nobody_waits_for_yet_is_buffered()
    {
        (Task begun, TaskCompletionSource go) = Gate("Busy");
        Story<string>("busy", async (context, input) =>
        {
            await context.CallActivityAsync<string, string>("Busy", input);
            return await RingOrTimer(context, TimeSpan.FromDays(1));
        });
        await StartEngineAsync();
        await StartAsync("busy", "");
        await begun;
        await Client.RingAsync("busy", "bell", Cancellation);
        go.SetResult();

        Assert.Equal("ring", OutputOf(engine.IsHostile ? await RingToTheEndAsync("busy", "bell") : await EndOfAsync("busy")));
    }

    [Fact]
    public async Task A_ring_is_lost_when_there_is_no_running_instance()
    {
        Story<string>("late", (context, _) => RingOrTimer(context, s_aWhile));
        await StartEngineAsync();
        await Client.RingAsync("late", "bell", Cancellation);
        await StartAsync("late", "");

        Assert.Equal("timer", OutputOf(await EndOfAsync("late")));

        await Client.RingAsync("late", "bell", Cancellation);
        await Client.TerminateAsync("late", "too late", Cancellation);
        Assert.Equal(OrchestrationStatus.Completed, (await Client.GetAsync("late", Cancellation))?.Status);
    }

    [Fact]
    public async Task An_orchestration_rings_another()
    {
        Story<string>("rung", (context, _) => RingOrTimer(context, TimeSpan.FromDays(1)));
        Story<string>("ringer", (context, id) =>
        {
            context.Ring(id, "bell");
            return Task.FromResult("");
        });
        await StartEngineAsync();
        await StartAsync("rung", "");
        await EventuallyAsync("rung", "running", state => state.Status == OrchestrationStatus.Running);
        await StartAsync("ringer", "rung");

        Assert.Equal("ring", OutputOf(engine.IsHostile ? await RingToTheEndAsync("rung", "bell") : await EndOfAsync("rung")));
    }

    [Fact]
    public async Task A_second_waiter_for_a_name_is_refused()
    {
        Story<string>("two-ears", async (context, input) =>
        {
            using CancellationTokenSource cancelled = new();
            Task first = context.WaitForRingAsync("bell", cancelled.Token);
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.WaitForRingAsync("bell", CancellationToken.None));
            cancelled.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            return await RingOrTimer(context, TimeSpan.Zero);
        });

        Assert.Equal("timer", OutputOf(await RunAsync("two-ears", "")));
    }

    [Fact]
    public async Task Continue_as_new_begins_again_with_the_new_input_and_drops_buffered_rings()
    {
        (Task begun, TaskCompletionSource go) = Gate("Busy");
        Story<int>("runs", async (context, run) =>
        {
            context.SetStatus($"run {run}");
            if (run == 3)
                return await RingOrTimer(context, s_aWhile);

            await context.CallActivityAsync<string, string>("Busy", "");
            context.ContinueAsNew(run + 1);
            return "";
        });
        await StartEngineAsync();
        await StartAsync("runs", 1);
        await begun;
        await Client.RingAsync("runs", "bell", Cancellation);
        go.SetResult();

        OrchestrationState ended = await EndOfAsync("runs");

        Assert.Equal("run 3", ended.CustomStatus);
        if (!engine.IsHostile)
            Assert.Equal("timer", OutputOf(ended));
    }

    [Fact]
    public async Task Results_of_an_older_run_are_not_taken_for_those_of_the_new_one()
    {
        Activity<string, string>("Echo", Task.FromResult);
        Story<int>("rerun", async (context, run) =>
        {
            if (run == 1)
            {
                await context.CallActivityAsync<string, string>("Echo", "old");
                context.ContinueAsNew(2);
                return "";
            }

            string first = await context.CallActivityAsync<string, string>("Echo", "new");
            return $"{first} {await context.CallActivityAsync<string, string>("Echo", "newer")}";
        });

        Assert.Equal("new newer", OutputOf(await RunAsync("rerun", 1)));
    }

    private static async Task<string> RingOrTimer(OrchestrationContext context, TimeSpan wait)
    {
        using CancellationTokenSource over = new();
        Task ring = context.WaitForRingAsync("bell", over.Token);
        Task first = await Task.WhenAny(ring, context.TimerAsync(context.Now + wait, over.Token));
        over.Cancel();
        return first == ring ? "ring" : "timer";
    }
}
