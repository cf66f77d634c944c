namespace BatchAi.LocalCloud.Tests;

public sealed class WorkOnInstances
{
    [Fact]
    public async Task That_ends_unexpectedly_is_not_begun_again_at_once()
    {
        Lock gate = new();
        TaskCompletionSource<Exception?> ended = new();
        InstanceWork work = new(gate, TimeProvider.System, TimeSpan.FromHours(1), ended.SetResult);
        InstanceWatch watch = new();

        lock (gate)
            work.Begin([watch], () => throw new InvalidOperationException("defect"));

        Assert.NotNull(await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.False(watch.Busy);
        Assert.InRange(watch.NotBefore - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));
    }
}
