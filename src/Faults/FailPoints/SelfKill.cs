using System.Diagnostics;

namespace BatchAi.Faults;

/// <summary>
/// Kills this very process at a fail point, as kill -9 would, so that a test can kill a real server in a chosen moment.
/// docs/operations.md says how it is asked for.
/// </summary>
internal static class SelfKill
{
    /// <summary>Asks for no death but for a line on standard error for every fail point that is passed.</summary>
    private const string Show = "show";

    /// <summary>Null when nothing was asked for.</summary>
    /// <param name="asked">What <see cref="TestSwitches.FailPoint"/> holds.</param>
    /// <exception cref="FormatException">It is no fail point.</exception>
    public static FailPoints? Ask(string? asked)
    {
        if (asked is null)
            return null;
        if (asked == Show)
            return new FailPoints(Console.Error.WriteLine);

        return FatalPoint.TryParse(asked, out FatalPoint? fatal)
            ? new FailPoints(fatal.Watch(Die))
            : throw new FormatException($"{TestSwitches.FailPoint} is '{asked}'; allowed are {FatalPoint.Form}, and {Show}.");
    }

    private static void Die(FailPoint point)
    {
        Console.Error.WriteLine($"killed {point}");
        using Process self = Process.GetCurrentProcess();
        self.Kill();

        // The signal takes every thread; this one does nothing more until then.
        Thread.Sleep(Timeout.Infinite);
    }
}
