using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux.Tests;

public sealed class SendingSignals : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process = Process.Start("sleep", "1000");

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Kill)]
    public async Task Reaches_the_process_that_was_seen(Signal signal)
    {
        Assert.True(Signals.Send(ProcessTable.Find(_process.Id)!.Value.Id, signal));

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(128 + (int)signal, _process.ExitCode);
    }

    [Fact]
    public void Never_reaches_another_one_that_has_its_number_now()
    {
        ProcessId seen = ProcessTable.Find(_process.Id)!.Value.Id;

        Assert.False(Signals.Send(seen with { StartTime = seen.StartTime - 1 }, Signal.Kill));

        Assert.True(seen.IsAlive);
    }

    [Fact]
    public void To_one_that_is_gone_is_no_error()
    {
        Assert.False(Signals.Send(new ProcessId(int.MaxValue, 1), Signal.Kill));
        Assert.False(Signals.Send(int.MaxValue, Signal.Kill));
    }

    [Fact]
    public async Task The_end_of_a_process_is_waited_for()
    {
        using SafeFileHandle descriptor = ProcessDescriptor.TryOpen(_process.Id)!;
        Task end = ProcessDescriptor.WaitForExitAsync(descriptor, TestContext.Current.CancellationToken);
        Assert.False(end.IsCompleted);

        _process.Kill();

        await end.WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_wait_for_an_end_can_be_given_up()
    {
        using SafeFileHandle descriptor = ProcessDescriptor.TryOpen(_process.Id)!;
        using CancellationTokenSource stop = new();
        Task end = ProcessDescriptor.WaitForExitAsync(descriptor, stop.Token);

        await stop.CancelAsync();

        await end.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.False(_process.HasExited);
    }

    [Fact]
    public void A_number_that_no_process_has_opens_nothing() => Assert.Null(ProcessDescriptor.TryOpen(int.MaxValue));
}
