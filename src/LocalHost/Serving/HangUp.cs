using System.Globalization;
using System.Runtime.InteropServices;

namespace BatchAi.LocalHost;

/// <summary>
/// The terminal that a program was started in is closed (SIGHUP): it is then to end as after Ctrl+C. One that was started
/// to outlive its terminal, by nohup, ignores the signal and goes on.
/// </summary>
internal sealed class HangUp : IDisposable
{
    private const ulong SigHup = 1;

    private readonly CancellationTokenSource _end;
    private readonly PosixSignalRegistration? _registration;

    private HangUp(CancellationToken cancellation)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (!IsIgnored(File.ReadLines("/proc/self/status")))
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
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

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _end.Cancel();
    }

    private static bool IsIgnored(IEnumerable<string> status) =>
        status.FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (ulong.Parse(ignored["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & SigHup) != 0;
}
