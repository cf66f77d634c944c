using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Embedded.Tests;

/// <summary>An instance meets other code after a restart than it began with.</summary>
public sealed class NonDeterminism
{
    public static TheoryData<string, Func<OrchestrationContext, string, Task<string>>> Changes =>
        new()
        {
            {
                "another activity",
                async (context, input) => await Wait(context, await context.CallActivityAsync<string, string>("Other", input))
            },
            {
                "another input",
                async (context, input) => await Wait(context, await context.CallActivityAsync<string, string>("Echo", input + "?"))
            },
            {
                "one command more",
                async (context, input) =>
                {
                    context.Ring("somebody", "bell");
                    return await Wait(context, await context.CallActivityAsync<string, string>("Echo", input));
                }
            },
            {
                "one command less",
                async (context, input) =>
                {
                    await context.WaitForRingAsync("never", CancellationToken.None);
                    return input;
                }
            },
            {
                "one command more at the end",
                async (context, input) =>
                {
                    string echo = await context.CallActivityAsync<string, string>("Echo", input);
                    context.Ring("somebody", "bell");
                    context.Ring("somebody else", "bell");
                    return await Wait(context, echo);
                }
            },
            { "an early end", (_, input) => Task.FromResult(input) },
            {
                "a caught exception",
                async (context, input) =>
                {
                    try
                    {
                        await context.CallActivityAsync<string, string>("Other", input);
                    }
                    catch (NonDeterminismException)
                    {
                        context.SetStatus("swallowed");
                    }

                    return await Wait(context, input);
                }
            },
        };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Fails_the_instance(string change, Func<OrchestrationContext, string, Task<string>> changed)
    {
        await using EngineHarness before = EngineHarness
            .OnDisk()
            .Story("story", async (context, input) => await Wait(context, await context.CallActivityAsync<string, string>("Echo", input)))
            .Activity("Echo", input => input);
        await before.StartAsync();
        await before.RunAsync("story", "a");
        await before.EventuallyAsync("story", "waiting", state => state.CustomStatus == "waiting");

        await using EngineHarness after = before
            .CopyAsKilled()
            .Story("story", changed)
            .Activity("Echo", input => input)
            .Activity("Other", input => input);
        await after.StartAsync();
        OrchestrationState ended = await after.EndAsync("story");

        Assert.True(ended.Status == OrchestrationStatus.Failed, $"Not noticed: {change}");
        Assert.Contains("not deterministic", ended.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_whose_orchestration_is_gone_fails()
    {
        await using EngineHarness before = EngineHarness.OnDisk().Story("retired", Wait);
        await before.StartAsync();
        await before.RunAsync("retired");
        await before.EventuallyAsync("retired", "waiting", state => state.CustomStatus == "waiting");

        await using EngineHarness after = before.CopyAsKilled();
        await after.StartAsync();

        Assert.Equal("No orchestration is named retired", (await after.EndAsync("retired")).Failure);
    }

    private static async Task<string> Wait(OrchestrationContext context, string output)
    {
        context.SetStatus("waiting");
        await context.TimerAsync(context.Now.AddDays(1), CancellationToken.None);
        return output;
    }
}
