using BatchAi.Faults;

namespace BatchAi.Contracts.Tests;

internal static class Hostilities
{
    /// <summary>As often as in production, but late by so little that a suite stays quick.</summary>
    public static HostileSettings Of(int seed) => new(seed) { MaxDelay = TimeSpan.FromMilliseconds(40) };
}
