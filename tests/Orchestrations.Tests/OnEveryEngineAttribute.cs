using System.Globalization;
using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace BatchAi.Orchestrations.Tests;

/// <summary>
/// Tells a story on the embedded engine as it is (seed 0), on its hostile mode with some seeds (<c>CHAOS_SEEDS</c> of
/// them, otherwise two, from <c>CHAOS_SEED</c> on, otherwise from 1), and on the real worker of Durable Task
/// (<see cref="Durable"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEveryEngineAttribute : DataAttribute
{
    /// <summary>In the place of a seed: the real worker over its engine in memory.</summary>
    public const int Durable = -1;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([
            .. Enumerable
                .Range(Read("CHAOS_SEED", 1), Read("CHAOS_SEEDS", 2))
                .Prepend(0)
                .Append(Durable)
                .Select(seed => new TheoryDataRow<int>(seed)),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;
}
