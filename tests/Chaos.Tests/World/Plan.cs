using BatchAi.Embedded;

namespace BatchAi.Chaos.Tests;

/// <summary>What a world does to its control plane.</summary>
/// <param name="Kills">The write at which each life ends; lives after the last one are long.</param>
/// <param name="KeepsHistory">The engine's history outlives a kill; false loses it, and everything comes back from the facts.</param>
internal sealed record Plan(IReadOnlyList<int> Kills, KillMoment Moment = KillMoment.After, bool KeepsHistory = true, HostileSettings? Hostile = null)
{
    public override string ToString() =>
        $"Plan: killed {Moment} writes {string.Join(", then ", Kills)}; history {(KeepsHistory ? "kept" : "lost")}{(Hostile is null ? "" : $"; hostile seed {Hostile.Seed}")}";
}
