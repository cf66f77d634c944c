using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Embedded.Tests;

/// <summary>Stepped: the caller owns the clock, and a run can be repeated exactly.</summary>
public sealed class VirtualTime
{
    [Fact]
    public async Task A_month_passes_when_the_clock_says_so()
    {
        await using EngineHarness engine = await EngineHarness.Stepped().Story("monthly", async (context, input) =>
        {
            await context.TimerAsync(context.Now.AddDays(30), CancellationToken.None);
            return input;
        }).StartAsync();
        await engine.RunAsync("monthly", "done");
        await engine.Engine.RunUntilIdleAsync();
        DateTimeOffset due = engine.Clock.GetUtcNow().AddDays(30);

        Assert.Equal(due, engine.Engine.NextDue);
        engine.Clock.SetUtcNow(due);
        await engine.Engine.RunUntilIdleAsync();

        Assert.Equal("\"done\"", (await engine.StateAsync("monthly")).Output);
        Assert.Null(engine.Engine.NextDue);
    }

    [Fact]
    public async Task Retries_wait_longer_each_time_up_to_the_longest_delay()
    {
        List<double> tries = [];
        EngineHarness engine = EngineHarness.Stepped();
        await using EngineHarness disposed = engine;
        engine.Story(
            "retried",
            (context, input) =>
                context.CallActivityAsync<string, string>(
                    "Broken",
                    input,
                    new RetryPolicy(5, TimeSpan.FromSeconds(1), 2.0, TimeSpan.FromSeconds(3))));
        engine.Activity(
            "Broken",
            string (_) =>
            {
                tries.Add(engine.Clock.GetUtcNow().TimeOfDay.TotalSeconds);
                throw new TimeoutException("never");
            }
        );
        await engine.StartAsync();
        await engine.RunAsync("retried");
        await PassAsync(engine);

        Assert.Equal([0, 1, 3, 6, 9], tries);
        Assert.Equal(OrchestrationStatus.Failed, (await engine.StateAsync("retried")).Status);
    }

    [Fact]
    public async Task The_usual_policy_gives_up_after_8_tries_and_63_and_a_half_seconds()
    {
        List<double> tries = [];
        EngineHarness engine = EngineHarness.Stepped();
        await using EngineHarness disposed = engine;
        engine.Story("retried", (context, input) => context.CallActivityAsync<string, string>("Broken", input));
        engine.Activity("Broken", string (_) =>
        {
            tries.Add(engine.Clock.GetUtcNow().TimeOfDay.TotalSeconds);
            throw new TimeoutException("never");
        });
        await engine.StartAsync();
        await engine.RunAsync("retried");
        await PassAsync(engine);

        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5], tries);
    }

    [Fact]
    public async Task A_cancelled_timer_leaves_nothing_to_wake_for()
    {
        await using EngineHarness engine = await EngineHarness.Stepped().Story("free", async (context, _) =>
        {
            using CancellationTokenSource over = new();
            Task timer = context.TimerAsync(context.Now.AddDays(1), over.Token);
            await context.WaitForRingAsync("bell", CancellationToken.None);
            over.Cancel();
            await context.WaitForRingAsync("bell", CancellationToken.None);
            return timer.IsCanceled.ToString();
        }).StartAsync();
        await engine.RunAsync("free");
        await engine.Engine.RunUntilIdleAsync();
        Assert.NotNull(engine.Engine.NextDue);

        await engine.Engine.RingAsync("free", "bell", TestContext.Current.CancellationToken);
        await engine.Engine.RunUntilIdleAsync();

        Assert.Null(engine.Engine.NextDue);
        Assert.Equal(OrchestrationStatus.Running, (await engine.StateAsync("free")).Status);
    }

    [Fact]
    public async Task An_answer_that_comes_after_continue_as_new_is_not_for_the_new_run()
    {
        await using EngineHarness engine = await EngineHarness.Stepped().Activity("Echo", input => input).Story("rerun", (context, input) =>
        {
            Task<string> answer = context.CallActivityAsync<string, string>("Echo", input);
            if (input == "new")
                return answer;

            context.ContinueAsNew("new");
            return Task.FromResult("");
        }).StartAsync();
        await engine.RunAsync("rerun", "old");
        await engine.Engine.RunUntilIdleAsync();

        Assert.Equal("\"new\"", (await engine.StateAsync("rerun")).Output);
    }

    [Fact]
    public async Task A_ring_before_the_start_is_lost()
    {
        await using EngineHarness engine = await EngineHarness.Stepped().Story("late", async (context, _) =>
        {
            await context.WaitForRingAsync("bell", CancellationToken.None);
            return "rung";
        }).StartAsync();
        await engine.Engine.RingAsync("late", "bell", TestContext.Current.CancellationToken);
        await engine.RunAsync("late");
        await engine.Engine.RunUntilIdleAsync();

        Assert.Equal(OrchestrationStatus.Running, (await engine.StateAsync("late")).Status);
    }

    [Fact]
    public async Task The_log_says_each_thing_once()
    {
        await using EngineHarness engine = await EngineHarness
            .Stepped()
            .Activity("Echo", input => input)
            .Story(
                "talkative",
                async (context, input) =>
                {
                    Microsoft.Extensions.Logging.ILogger log = context.CreateLogger("story");
                    LogLine(log, "before");
                    for (int i = 0; i < 3; i++)
                        await context.CallActivityAsync<string, string>("Echo", input);
                    LogLine(log, "after");
                    return input;
                }
            )
            .StartAsync();
        await engine.RunAsync("talkative");
        await engine.Engine.RunUntilIdleAsync();

        Assert.Equal(["Information: before", "Information: after"], engine.Log.Lines);
    }

    [Fact]
    public async Task A_history_of_more_than_a_thousand_events_is_warned_of_once()
    {
        await using EngineHarness engine = await EngineHarness.Stepped().Story("endless", async (context, input) =>
        {
            while (true)
                await context.WaitForRingAsync("bell", CancellationToken.None);
        }).StartAsync();
        await engine.RunAsync("endless");
        for (int i = 0; i < 1_010; i++)
        {
            await engine.Engine.RingAsync("endless", "bell", TestContext.Current.CancellationToken);
            if (i is 0 or > 990)
                await engine.Engine.RunUntilIdleAsync();
        }

        Assert.Contains("should have continued as new", Assert.Single(engine.Log.Lines), StringComparison.Ordinal);
    }

    /// <summary>Lets time pass from one due thing to the next until nothing is left.</summary>
    internal static async Task PassAsync(EngineHarness engine)
    {
        await engine.Engine.RunUntilIdleAsync();
        while (engine.Engine.NextDue is { } due)
        {
            if (due > engine.Clock.GetUtcNow())
                engine.Clock.SetUtcNow(due);
            await engine.Engine.RunUntilIdleAsync();
        }
    }

    private static void LogLine(Microsoft.Extensions.Logging.ILogger log, string line) =>
        log.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, line, exception: null, (text, _) => text);
}
