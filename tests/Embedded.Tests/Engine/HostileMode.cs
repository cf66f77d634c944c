using BatchAi.Faults;
using BatchAi.Orchestrations;
using BatchAi.State;

namespace BatchAi.Embedded.Tests;

/// <summary>Each unkindness really happens, and a seed repeats it.</summary>
public sealed class HostileMode
{
    private static readonly HostileSettings s_kind = new(Seed: 5)
    {
        DoubleActivity = 0,
        DropRing = 0,
        DelayRing = 0,
        DoubleRing = 0,
        EarlyTimer = 0,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activities_run_twice_and_the_first_result_counts()
    {
        int runs = 0;
        await using EngineHarness engine = await EngineHarness.Stepped(s_kind with { DoubleActivity = 1, MaxDelay = TimeSpan.Zero })
            .Activity("Count", _ => (++runs).ToString())
            .Story("doubled", async (context, input) =>
            {
                string first = await context.CallActivityAsync<string, string>("Count", input);
                for (int more = 0; more < 9; more++)
                    await context.CallActivityAsync<string, string>("Count", input);
                return first;
            })
            .StartAsync();
        await engine.RunAsync("doubled");
        await VirtualTime.PassAsync(engine);

        Assert.Equal(20, runs);
        Assert.Equal("\"1\"", (await engine.StateAsync("doubled")).Output);
    }

    [Fact]
    public async Task Timers_fire_up_to_a_second_early_and_the_time_shows_it()
    {
        await using EngineHarness engine = await EngineHarness.Stepped(s_kind with { EarlyTimer = 1 }).Story("early", async (context, _) =>
        {
            DateTimeOffset due = context.Now.AddMinutes(1);
            await context.TimerAsync(due, CancellationToken.None);
            return (due - context.Now).TotalSeconds.ToString();
        }).StartAsync();
        await engine.RunAsync("early");
        await VirtualTime.PassAsync(engine);

        double early = double.Parse(RowJson.Read<string>((await engine.StateAsync("early")).Output!));
        Assert.InRange(early, 0.001, 1);
    }

    [Theory]
    [InlineData(1.0, 0.0, 0)]
    [InlineData(0.0, 1.0, 2)]
    [InlineData(0.0, 0.0, 1)]
    public async Task Rings_are_dropped_and_doubled(double drop, double twice, int heard)
    {
        await using EngineHarness engine = await EngineHarness
            .Stepped(s_kind with { DropRing = drop, DoubleRing = twice })
            .Story("listener", Count)
            .StartAsync();
        await engine.RunAsync("listener");
        await engine.Engine.RunUntilIdleAsync();
        await engine.Engine.RingAsync("listener", "bell", Cancellation);
        await VirtualTime.PassAsync(engine);

        Assert.Equal($"\"{heard}\"", (await engine.StateAsync("listener")).Output);
    }

    [Fact]
    public async Task A_ring_to_an_instance_that_has_not_begun_is_dropped()
    {
        await using EngineHarness engine = await EngineHarness.Stepped(s_kind).Story("listener", Count).StartAsync();
        await engine.RunAsync("listener");
        await engine.Engine.RingAsync("listener", "bell", Cancellation);
        await VirtualTime.PassAsync(engine);

        Assert.Equal("\"0\"", (await engine.StateAsync("listener")).Output);
    }

    [Fact]
    public async Task Late_rings_overtake_each_other()
    {
        await using EngineHarness engine = await EngineHarness.Stepped(s_kind with { DelayRing = 0.5 }).Story("order", async (context, _) =>
        {
            using CancellationTokenSource over = new();
            List<string> order = [];
            List<Task> rings = [.. Enumerable.Range(0, 6).Select(async i =>
            {
                await context.WaitForRingAsync($"bell-{i}", over.Token);
                order.Add($"{i}");
            })];
            await Task.WhenAll(rings);
            return string.Concat(order);
        }).StartAsync();
        await engine.RunAsync("order");
        await engine.Engine.RunUntilIdleAsync();
        for (int i = 0; i < 6; i++)
            await engine.Engine.RingAsync("order", $"bell-{i}", Cancellation);
        await VirtualTime.PassAsync(engine);

        string order = RowJson.Read<string>((await engine.StateAsync("order")).Output!);
        Assert.Equal("012345", string.Concat(order.Order()));
        Assert.NotEqual("012345", order);
    }

    [Fact]
    public async Task A_seed_repeats_a_run_exactly()
    {
        string first = await TraceAsync(seed: 7);

        Assert.Equal(first, await TraceAsync(seed: 7));
        Assert.NotEqual(first, await TraceAsync(seed: 8));
    }

    private static async Task<string> TraceAsync(int seed)
    {
        List<string> trace = [];
        EngineHarness engine = EngineHarness.Stepped(new HostileSettings(seed));
        await using EngineHarness disposed = engine;
        engine.Activity("Note", input =>
        {
            trace.Add($"{engine.Clock.GetUtcNow():ss.fffffff} {input}");
            return input;
        });
        engine.Story("fan-out", async (context, input) =>
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<string, string>("Note", $"{input}{i}")));
            await context.TimerAsync(context.Now.AddSeconds(5), CancellationToken.None);
            await context.CallActivityAsync<string, string>("Note", $"{input} end");
            return input;
        });
        await engine.StartAsync();
        await engine.RunAsync("fan-out", "a", "a");
        await engine.RunAsync("fan-out", "b", "b");
        await VirtualTime.PassAsync(engine);
        return string.Join('\n', trace);
    }

    /// <summary>How many rings arrive within ten seconds.</summary>
    private static async Task<string> Count(OrchestrationContext context, string input)
    {
        using CancellationTokenSource over = new();
        Task timer = context.TimerAsync(context.Now.AddSeconds(10), over.Token);
        for (int heard = 0; ; heard++)
        {
            Task ring = context.WaitForRingAsync("bell", over.Token);
            if (await Task.WhenAny(ring, timer) == timer)
            {
                over.Cancel();
                return heard.ToString();
            }
        }
    }
}
