using System.Globalization;

namespace BatchAi.Chaos.Tests;

/// <summary>How much is killed; docs/operations.md says how to run more.</summary>
internal static class KillSettings
{
    /// <summary><c>CHAOS_KILLS</c>: kills of the server in the random run.</summary>
    public static int Kills { get; } = Read("CHAOS_KILLS", 6);

    /// <summary><c>CHAOS_SEED</c>: of the random moments, and the first of <see cref="Seeds"/>.</summary>
    public static int Seed { get; } = Read("CHAOS_SEED", 1);

    /// <summary><c>CHAOS_SEEDS</c>: how many seeds of hostile mode are run in memory.</summary>
    public static int Seeds { get; } = Read("CHAOS_SEEDS", 20);

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
