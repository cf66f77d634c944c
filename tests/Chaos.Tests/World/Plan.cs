using BatchAi.Embedded;

namespace BatchAi.Chaos.Tests;

/// <summary>What a world does to its control plane.</summary>
/// <param name="Kills">How each life ends; lives after the last one are long.</param>
/// <param name="CloudSeed">Of a cloud that fails now and then; null for one that does not.</param>
internal sealed record Plan(IReadOnlyList<Kill> Kills, HostileSettings? Hostile = null, int? CloudSeed = null)
{
    public override string ToString() =>
        $"Plan: kill at {string.Join(", then ", Kills)}{(Hostile is null ? "" : $"; hostile seed {Hostile.Seed}")}{(CloudSeed is null ? "" : $"; cloud seed {CloudSeed}")}";
}
