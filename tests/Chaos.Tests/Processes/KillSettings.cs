using System.Globalization;

namespace BatchAi.Chaos.Tests;

/// <summary>How much is killed; docs/operations.md says how to run more.</summary>
internal static class KillSettings
{
    /// <summary><c>CHAOS_KILLS</c>: the soak ends after so many kills, and not after a time.</summary>
    public static int? Kills { get; } = Read("CHAOS_KILLS");

    /// <summary><c>CHAOS_MINUTES</c>: how long the soak goes on.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromMinutes(Read("CHAOS_MINUTES") ?? 1);

    /// <summary><c>CHAOS_SEED</c>: of the random choices, and the first of the seeds.</summary>
    public static int Seed { get; } = Read("CHAOS_SEED") ?? 1;

    /// <summary><c>CHAOS_SEEDS</c>: how many seeds of hostile mode are run in memory.</summary>
    public static int Seeds { get; } = Read("CHAOS_SEEDS") ?? 20;

    /// <summary><c>CHAOS_CLOUD_SEEDS</c>: how many seeds of the local cloud's faults are run as processes.</summary>
    public static int CloudSeeds { get; } = Read("CHAOS_CLOUD_SEEDS") ?? 3;

    /// <summary>
    /// <c>CHAOS_POINTS</c>: at how many fail points a real server is killed, spread over all there are; 0 for each of
    /// them.
    /// </summary>
    public static int Points { get; } = Read("CHAOS_POINTS") ?? 6;

    /// <summary><c>CHAOS_KEEP</c>: a directory to be made, for a copy of the server's data after a violation.</summary>
    public static string? Keep { get; } = Environment.GetEnvironmentVariable("CHAOS_KEEP");

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;
}
