using BatchAi.Services;
using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded.Tests;

public sealed class TheHistoryDatabase
{
    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_the_way_on()
    {
        await using EngineHarness engine = EngineHarness.OnDisk();
        await File.WriteAllTextAsync(engine.DatabasePath, new string('x', 10_000), TestContext.Current.CancellationToken);

        HistoryUnusableException refused = await Assert.ThrowsAsync<HistoryUnusableException>(engine.StartAsync);

        Assert.Contains("delete this file", refused.Message, StringComparison.Ordinal);
        Assert.Contains(engine.DatabasePath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_read_by_its_owner_alone()
    {
        await using EngineHarness engine = await EngineHarness.OnDisk().StartAsync();

        Assert.Equal(("600", "600"), (Modes.Of(engine.DatabasePath), Modes.Of(engine.DatabasePath + "-wal")));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 0", "schema 0")]
    [InlineData("PRAGMA user_version = 99", "schema 99")]
    [InlineData(
        "INSERT INTO instances(id, name, input, run, status, created, updated) VALUES ('i', 'n', '', 1, 1, 0, 0); INSERT INTO "
        + "history VALUES ('i', 0, '[{\"kind\":\"unheard of\"}]')",
        "unreadable event")]
    public async Task Another_schema_is_refused(string change, string problem)
    {
        await using EngineHarness before = await EngineHarness.OnDisk().StartAsync();
        await using EngineHarness after = before.CopyAsKilled();
        Execute(after.DatabasePath, change);

        Assert.Contains(problem, (await Assert.ThrowsAsync<HistoryUnusableException>(after.StartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continue_as_new_and_the_end_leave_no_history()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineHarness engine = await EngineHarness.OnDisk().Activity("Gate", async (input, cancellation) =>
        {
            if (input == "3")
                await go.Task.WaitAsync(cancellation);
            return input;
        }).Story("runs", async (context, input) =>
        {
            context.SetStatus(input);
            for (int i = 0; i < 10 && input != "3"; i++)
                await context.CallActivityAsync<string, string>("Gate", input);
            if (input == "3")
                return await context.CallActivityAsync<string, string>("Gate", input);

            context.ContinueAsNew($"{int.Parse(input) + 1}");
            return "";
        }).StartAsync();
        await engine.RunAsync("runs", "1");
        await engine.EventuallyAsync("runs", "in its third run", state => state.CustomStatus == "3");

        Assert.Equal(1L, Execute(engine.DatabasePath, "SELECT COUNT(*) FROM history"));
        go.SetResult();
        await engine.EndAsync("runs");
        Assert.Equal(0L, Execute(engine.DatabasePath, "SELECT COUNT(*) FROM history"));
    }

    [Fact]
    public async Task While_it_cannot_be_written_starts_are_refused_and_what_runs_goes_on_afterwards()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineHarness engine = new() { Clock = new() };
        engine.Options.DatabasePath = engine.DatabasePath;
        engine.Activity("Gate", async (input, cancellation) =>
        {
            await go.Task.WaitAsync(cancellation);
            return input;
        }).Story("held-up", (context, input) => context.CallActivityAsync<string, string>("Gate", input));
        await engine.StartAsync();
        await engine.RunAsync("held-up", "kept");
        await engine.EventuallyAsync("held-up", "running", state => state.Status == OrchestrationStatus.Running);

        using (SqliteConnection blocker = new($"Data Source={engine.DatabasePath};Pooling=False"))
        {
            blocker.Open();
            using SqliteTransaction lockout = blocker.BeginTransaction();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.RunAsync("held-up", "refused", "refused"));
            go.SetResult();
            await EventuallyAsync(
                () => engine.Log.Lines.Any(line => line.Contains("stand still", StringComparison.Ordinal)),
                "a log line that orchestrations stand still");
        }

        // The engine looks again after a second of its clock.
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("\"kept\"", (await engine.EndAsync("held-up")).Output);
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.StateAsync("refused"));
    }

    [Fact]
    public async Task Activities_beyond_the_limit_wait()
    {
        int running = 0;
        int most = 0;
        EngineHarness engine = new();
        await using EngineHarness disposed = engine;
        engine.Options.MaxConcurrentActivities = 3;
        engine
            .Activity(
                "Busy",
                async (input, _) =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return input;
                }
            )
            .Story(
                "many",
                async (context, input) =>
                    string.Concat(
                        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => context.CallActivityAsync<string, string>("Busy", "x")))));
        await engine.StartAsync();
        await engine.RunAsync("many");

        Assert.Equal($"\"{new string('x', 50)}\"", (await engine.EndAsync("many")).Output);
        Assert.InRange(most, 1, 3);
    }

    private static void InterlockedMax(ref int most, int seen)
    {
        int known = Volatile.Read(ref most);
        while (seen > known)
            known = Interlocked.CompareExchange(ref most, seen, known) is var before && before == known ? seen : before;
    }

    private static async Task EventuallyAsync(Func<bool> holds, string expected)
    {
        using CancellationTokenSource patience = new(EngineHarness.Patience);
        while (!holds())
        {
            Assert.False(patience.IsCancellationRequested, $"Expected {expected} within {EngineHarness.Patience}");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }

    private static object? Execute(string database, string text)
    {
        using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
