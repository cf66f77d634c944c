using System.Runtime.InteropServices;
using BatchAi.Linux;

namespace BatchAi.LocalHost;

/// <summary>
/// The terminal that a program was started in is closed (SIGHUP): it is then to end as after Ctrl+C. One that was started
/// to outlive its terminal, by nohup, ignores the signal and goes on.
/// </summary>
internal sealed class HangUp : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly PosixSignalRegistration? _registration;

    private HangUp(CancellationToken cancellation)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (Signals.IsIgnored(Signal.HangUp))
            return;

        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _end.Cancel();
        });
    }

    /// <summary>Cancelled when the terminal is closed, or for the reason it was made with.</summary>
    public CancellationToken Token => _end.Token;

    /// <param name="cancellation">Another reason to end.</param>
    public static HangUp Watch(CancellationToken cancellation) => new(cancellation);

    /// <summary>A line for whoever looks at the terminal; nobody does once it is closed, and writing fails.</summary>
    public static async Task SayAsync(TextWriter terminal, string line)
    {
        try
        {
            await terminal.WriteLineAsync(line);
        }
        catch (IOException)
        {
            // Said in the summary.
        }
    }

    public void Dispose()
    {
        _registration?.Dispose();
        _end.Dispose();
    }
}
