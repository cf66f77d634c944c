using System.Diagnostics;
using BatchAi.Linux;

namespace BatchAi.NodeAgent.Tests;

/// <summary>As after a restart of the agent: the runner is not this process's to wait for, as far as it knows.</summary>
public sealed class WaitingForARunner : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("ba-").FullName;
    private readonly Process _runner = Process.Start("sleep", "1000");

    public void Dispose()
    {
        _runner.Kill();
        _runner.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Ends_when_it_ends_without_looking_at_it_again_and_again()
    {
        Task<RunEnd> end = Run().WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(end.IsCompleted);

        _runner.Kill();

        Assert.IsType<RunEnd.Vanished>(await end.WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Can_be_given_up_and_leaves_it_running()
    {
        using CancellationTokenSource stop = new();
        Task<RunEnd> end = Run().WaitAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => end.WaitAsync(s_patience, TestContext.Current.CancellationToken));
        Assert.False(_runner.HasExited);
    }

    [Fact]
    public void Tells_it_from_another_process_with_its_old_pid()
    {
        RunnerIdentity self = RunnerIdentity.OfThisProcess();

        Assert.True(self.Runs());
        Assert.False((self with { StartTime = self.StartTime - 1 }).Runs());
        Assert.False((self with { KernelBootId = "another boot" }).Runs());
    }

    private SupervisedRun Run()
    {
        RunFiles files = new(_directory);
        long started = ProcessTable.Find(_runner.Id)!.Value.StartTime;
        RunnerIdentity identity = new() { Pid = _runner.Id, StartTime = started, KernelBootId = NodeBoot.KernelBootId };
        JsonFile.Write(files.Runner, identity, AgentJson.Default.RunnerIdentity, AgentState.Lasts);
        return new SupervisedRun(files, "mark", new StoppedClock());
    }

    /// <summary>Whoever waits for time here waits for ever.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
