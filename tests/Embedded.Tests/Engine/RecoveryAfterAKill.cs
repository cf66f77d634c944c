using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Embedded.Tests;

/// <summary>The database is copied while the engine runs: exactly what a killed process leaves behind.</summary>
public sealed class RecoveryAfterAKill
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_activity_that_was_running_runs_again_and_what_was_done_does_not()
    {
        int done = 0;
        TaskCompletionSource never = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineHarness killed = EngineHarness
            .OnDisk()
            .Story("two-steps", TwoSteps)
            .Activity("First", input => $"{input}{++done}")
            .Activity(
                "Second",
                async (input, cancellation) =>
                {
                    begun.SetResult();
                    await never.Task.WaitAsync(cancellation);
                    return input;
                }
            );
        await killed.StartAsync();
        await killed.RunAsync("two-steps", "a");
        await begun.Task.WaitAsync(EngineHarness.Patience, Cancellation);

        await using EngineHarness survivor = killed
            .CopyAsKilled()
            .Story("two-steps", TwoSteps)
            .Activity("First", input => $"{input}{++done}")
            .Activity("Second", input => input + "!");
        await survivor.StartAsync();

        Assert.Equal("\"a1!\"", (await survivor.EndAsync("two-steps")).Output);
        Assert.Equal(1, done);
    }

    [Fact]
    public async Task An_instance_that_had_not_begun_begins()
    {
        await using EngineHarness killed = EngineHarness.OnDisk().Story("echo", (_, input) => Task.FromResult(input));
        killed.Options.Stepped = true;
        await killed.StartAsync();
        await killed.RunAsync("echo", "hello");

        await using EngineHarness survivor = killed.CopyAsKilled().Story("echo", (_, input) => Task.FromResult(input));
        await survivor.StartAsync();

        Assert.Equal("\"hello\"", (await survivor.EndAsync("echo")).Output);
    }

    [Fact]
    public async Task A_timer_fires_at_the_time_it_was_set_for_and_a_buffered_ring_is_still_there()
    {
        await using EngineHarness killed = EngineHarness.OnDisk().Story("sleeper", Sleeper);
        await killed.StartAsync();
        await killed.RunAsync("sleeper");
        await killed.EventuallyAsync("sleeper", "asleep", state => state.CustomStatus == "asleep");
        DateTimeOffset due = killed.Clock.GetUtcNow().AddMinutes(10);
        await killed.Engine.RingAsync("sleeper", "bell", Cancellation);
        await killed.Engine.RingAsync("sleeper", "seen", Cancellation);
        await killed.EventuallyAsync("sleeper", "having seen the rings", state => state.CustomStatus == "seen");

        await using EngineHarness survivor = killed.CopyAsKilled().Story("sleeper", Sleeper);
        await survivor.StartAsync();
        survivor.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(due, await NextDueAsync(survivor));
        Assert.Equal(OrchestrationStatus.Running, (await survivor.StateAsync("sleeper")).Status);
        survivor.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("\"rung\"", (await survivor.EndAsync("sleeper")).Output);
    }

    [Fact]
    public async Task A_parent_hears_of_a_child_that_ended_when_nobody_listened()
    {
        await using EngineHarness killed = EngineHarness
            .OnDisk()
            .Story("parent", Parent)
            .Story("child", (_, input) => Task.FromResult(input));
        killed.Options.Stepped = true;
        await killed.StartAsync();
        await killed.RunAsync("parent", "news");
        await killed.Engine.RunUntilIdleAsync();

        await using EngineHarness survivor = killed
            .CopyAsKilled()
            .Story("parent", Parent)
            .Story("child", (_, input) => Task.FromResult(input));
        ForgetWhatTheParentHeard(survivor.DatabasePath);
        await survivor.StartAsync();

        Assert.Equal("\"news\"", (await survivor.EndAsync("parent")).Output);
    }

    [Fact]
    public async Task A_stop_cancels_activities_and_the_next_start_runs_them_again()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool cancelled = false;
        await using EngineHarness stopped = EngineHarness.OnDisk().Story("patient", Patient).Activity("Slow", async (input, cancellation) =>
        {
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
            finally
            {
                cancelled = true;
            }

            return input;
        });
        await stopped.StartAsync();
        await stopped.RunAsync("patient", "work");
        await begun.Task.WaitAsync(EngineHarness.Patience, Cancellation);
        await stopped.StopAsync();

        await using EngineHarness next = stopped.CopyAsKilled().Story("patient", Patient).Activity("Slow", input => input + " done");
        await next.StartAsync();

        Assert.True(cancelled);
        Assert.Equal("\"work done\"", (await next.EndAsync("patient")).Output);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stopped.RunAsync("patient", "more", "another"));
    }

    private static async Task<string> TwoSteps(OrchestrationContext context, string input) =>
        await context.CallActivityAsync<string, string>("Second", await context.CallActivityAsync<string, string>("First", input));

    private static Task<string> Patient(OrchestrationContext context, string input) =>
        context.CallActivityAsync<string, string>("Slow", input, RetryPolicy.None);

    private static Task<string> Parent(OrchestrationContext context, string input) =>
        context.CallOrchestrationAsync<string, string>("child", "child-1", input);

    private static async Task<string> Sleeper(OrchestrationContext context, string input)
    {
        context.SetStatus("asleep");
        Task alarm = context.TimerAsync(context.Now.AddMinutes(10), CancellationToken.None);
        await context.WaitForRingAsync("seen", CancellationToken.None);
        context.SetStatus("seen");
        await alarm;
        await context.WaitForRingAsync("bell", CancellationToken.None);
        return "rung";
    }

    private static async Task<DateTimeOffset?> NextDueAsync(EngineHarness harness)
    {
        await harness.EventuallyAsync("sleeper", "waiting for its timer", _ => harness.Engine.NextDue is not null);
        return harness.Engine.NextDue;
    }

    /// <summary>
    /// Puts the parent back to its first turn, as if the process had died between the child's end and the parent's next
    /// turn.
    /// </summary>
    private static void ForgetWhatTheParentHeard(string database)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO history SELECT 'parent', 0, '[{"kind":"began","at":"2026-01-01T00:00:00+00:00"},{"kind":"orchestration","number":0,"name":"child","instanceId":"child-1","input":"\"news\""}]';
            UPDATE instances SET status = 1, output = NULL WHERE id = 'parent';
            """;
        command.ExecuteNonQuery();
    }
}
