using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Embedded.Tests;

/// <summary>An orchestration that awaits what its context did not return would hang, or go on where no replay finds it.</summary>
public sealed class ForeignAwaits
{
    public static TheoryData<string, Func<OrchestrationContext, string, Task<string>>> Orchestrations => new()
    {
        { "a delay of the platform", async (_, input) =>
            {
                await Task.Delay(1);
                return input;
            }
        },
        { "a task that never ends", async (_, input) =>
            {
                await new TaskCompletionSource().Task;
                return input;
            }
        },
        { "work on the pool beside a timer of the context", async (context, input) =>
            {
                await Task.WhenAny(context.TimerAsync(context.Now.AddDays(1), CancellationToken.None), Task.Run(() => Thread.Sleep(5)));
                return input;
            }
        },
        { "going on elsewhere", async (context, input) =>
            {
                Task timer = context.TimerAsync(context.Now.AddDays(1), CancellationToken.None);
                await Task.Delay(5).ConfigureAwait(false);
                context.SetStatus("elsewhere");
                await timer;
                return input;
            }
        },
        { "cancelling elsewhere", async (context, input) =>
            {
                using CancellationTokenSource cancelled = new();
                Task timer = context.TimerAsync(context.Now.AddDays(1), cancelled.Token);
                await cancelled.CancelAsync();
                await timer;
                return input;
            }
        },
    };

    [Theory]
    [MemberData(nameof(Orchestrations), DisableDiscoveryEnumeration = true)]
    public async Task Fail_the_instance(string how, Func<OrchestrationContext, string, Task<string>> orchestration)
    {
        await using EngineHarness engine = await new EngineHarness().Story("foreign", orchestration).StartAsync();
        await engine.RunAsync("foreign");

        OrchestrationState ended = await engine.EndAsync("foreign");

        Assert.True(ended.Status == OrchestrationStatus.Failed, $"Not noticed: {how}");
        Assert.Contains("await only what its OrchestrationContext returns", ended.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yield_stays_where_it_is()
    {
        await using EngineHarness engine = await EngineHarness.Stepped().Story("polite", async (context, input) =>
        {
            await Task.Yield();
            await context.TimerAsync(context.Now, CancellationToken.None);
            await Task.Yield();
            return input;
        }).StartAsync();
        await engine.RunAsync("polite", "ok");
        await engine.Engine.RunUntilIdleAsync();

        Assert.Equal("\"ok\"", (await engine.StateAsync("polite")).Output);
    }
}
