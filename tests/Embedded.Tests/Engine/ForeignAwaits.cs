using System.Runtime.CompilerServices;
using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Embedded.Tests;

/// <summary>An orchestration that awaits what its context did not return would hang, or go on where no replay finds it.</summary>
public sealed class ForeignAwaits
{
    /// <summary>A shorter wait may be over before anybody looks, on a machine that stalls, and one that is over is none.</summary>
    private static readonly TimeSpan s_beyondTheTest = TimeSpan.FromHours(1);

    public static TheoryData<string, Func<OrchestrationContext, string, Task<string>>> Orchestrations => new()
    {
        { "a delay of the platform", async (_, input) =>
            {
                await Task.Delay(s_beyondTheTest);
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
                TaskCompletionSource work = new();
                Task timer = context.TimerAsync(context.Now.AddDays(1), CancellationToken.None);
                await new EndOnThePool(Task.WhenAny(timer, work.Task), work);
                return input;
            }
        },
        { "going on elsewhere", async (context, input) =>
            {
                Task timer = context.TimerAsync(context.Now.AddDays(1), CancellationToken.None);
                await new HopToThePool();
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

    /// <summary>Waits as a task does, for work on the pool that ends no sooner than somebody waits.</summary>
    private sealed class EndOnThePool(Task task, TaskCompletionSource work) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public EndOnThePool GetAwaiter() => this;

        public void OnCompleted(Action continuation)
        {
            task.GetAwaiter().OnCompleted(continuation);
            ThreadPool.QueueUserWorkItem(_ => work.SetResult());
        }

        public void GetResult()
        {
        }
    }

    /// <summary>Never done when it is awaited; what follows runs on the pool: as with a task and <c>ConfigureAwait(false)</c>.</summary>
    private sealed class HopToThePool : INotifyCompletion
    {
        public bool IsCompleted => false;

        public HopToThePool GetAwaiter() => this;

        public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(_ => continuation());

        public void GetResult()
        {
        }
    }
}
