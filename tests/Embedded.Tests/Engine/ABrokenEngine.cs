using BatchAi.State;

namespace BatchAi.Embedded.Tests;

public sealed class ABrokenEngine
{
    [Fact]
    public async Task Stops_the_host_and_takes_nothing_in_any_more()
    {
        BreakableClock clock = new();
        await using EngineHarness engine = new() { Clock = clock };
        engine.Story("breaks", (context, input) => context.CallActivityAsync<string, string>("Break", input));
        engine.Activity("Break", input =>
        {
            clock.Broken = true;
            return input;
        });
        await engine.StartAsync();

        await engine.RunAsync("breaks");
        await engine.Host.Stopped.WaitAsync(EngineHarness.Patience, TestContext.Current.CancellationToken);

        Assert.True(engine.Engine.IsBroken);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.RunAsync("breaks", id: "another"));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => engine.Engine.RingAsync("breaks", "bell", TestContext.Current.CancellationToken));
        Assert.Contains(engine.Log.Lines, line => line.StartsWith("Critical: ", StringComparison.Ordinal));
    }
}
