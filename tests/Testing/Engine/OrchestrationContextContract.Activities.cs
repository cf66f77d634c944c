using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Testing;

public abstract partial class OrchestrationContextContract
{
    [Fact]
    public async Task Activities_answer_to_the_call_that_asked()
    {
        Activity<int, int>("Square", number => Task.FromResult(number * number));
        Story<int>(
            "fan-out",
            async (context, count) =>
            {
                int[] squares = await Task.WhenAll(
                    Enumerable.Range(0, count).Select(number => context.CallActivityAsync<int, int>("Square", number)));
                return string.Join(' ', squares);
            }
        );

        Assert.Equal(string.Join(' ', Enumerable.Range(0, 20).Select(number => number * number)), OutputOf(await RunAsync("fan-out", 20)));
    }

    [Fact]
    public async Task A_failed_activity_is_tried_again()
    {
        Activity<string, string>("Shaky", input => Runs("Shaky") < 3 ? throw new TimeoutException("not yet") : Task.FromResult(input));
        Story<string>("stubborn", (context, input) => context.CallActivityAsync<string, string>("Shaky", input, s_quickly));

        Assert.Equal("done", OutputOf(await RunAsync("stubborn", "done")));
    }

    [Fact]
    public async Task An_activity_that_fails_at_each_try_throws_its_text_in_the_end()
    {
        Activity<string, string>("Broken", _ => throw new TimeoutException("the disk is gone"));
        Story<string>("hopeful", async (context, input) =>
        {
            try
            {
                return await context.CallActivityAsync<string, string>("Broken", input, s_quickly);
            }
            catch (ActivityFailedException failure)
            {
                return $"{failure.TaskName}: {failure.Details}";
            }
        });

        Assert.Contains("the disk is gone", OutputOf(await RunAsync("hopeful", "")), StringComparison.Ordinal);
        if (!engine.IsHostile)
            Assert.Equal(3, Runs("Broken"));
    }

    [Fact]
    public async Task A_failure_text_is_cut_at_16_KB()
    {
        Activity<string, string>("Verbose", _ => throw new TimeoutException(new string('é', 100_000)));
        Story<string>("cut", (context, input) => context.CallActivityAsync<string, string>("Verbose", input, RetryPolicy.None));

        OrchestrationState state = await RunAsync("cut", "");

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(state.Failure!), 15_000, 16 * 1024);
    }

    [Fact]
    public async Task A_thrown_exception_fails_the_instance_with_its_text()
    {
        Story<string>("thrower", (_, _) => throw new FormatException("no such thing"));

        OrchestrationState state = await RunAsync("thrower", "");

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Contains("no such thing", state.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sub_orchestration_gives_its_output_and_its_failure()
    {
        Story<string>("child", (_, input) => input.Length > 0 ? Task.FromResult(input + "!") : throw new FormatException("nothing to say"));
        Story<string>("parent", async (context, input) =>
        {
            string said = await context.CallOrchestrationAsync<string, string>("child", "child-1", input);
            try
            {
                return await context.CallOrchestrationAsync<string, string>("child", "child-2", "");
            }
            catch (ActivityFailedException failure) when (failure.Details.Contains("nothing to say", StringComparison.Ordinal))
            {
                return $"{said} {failure.TaskName}";
            }
        });

        Assert.Equal("hello! child", OutputOf(await RunAsync("parent", "hello")));
        Assert.Equal(OrchestrationStatus.Failed, (await EndOfAsync("child-2")).Status);
    }

    [Fact]
    public async Task A_terminated_sub_orchestration_has_failed_for_its_parent()
    {
        Story<string>("endless", async (context, input) =>
        {
            await context.WaitForRingAsync("never", CancellationToken.None);
            return input;
        });
        Story<string>("parent", async (context, input) =>
        {
            try
            {
                return await context.CallOrchestrationAsync<string, string>("endless", "child", input);
            }
            catch (ActivityFailedException)
            {
                return "heard of it";
            }
        });
        await StartEngineAsync();
        await StartAsync("parent", "");
        await EventuallyAsync("child", "running", state => state.Status == OrchestrationStatus.Running);

        await Client.TerminateAsync("child", "enough", Cancellation);

        Assert.Equal("heard of it", OutputOf(await EndOfAsync("parent")));
    }
}
