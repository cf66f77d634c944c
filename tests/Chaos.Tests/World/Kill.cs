using BatchAi.Faults;

namespace BatchAi.Chaos.Tests;

/// <summary>How a life of the control plane ends.</summary>
/// <param name="KeepsHistory">The engine's history outlives it; false loses it, and everything comes back from the facts.</param>
internal sealed record Kill(FatalPoint At, bool KeepsHistory)
{
    public override string ToString() => $"{At} (history {(KeepsHistory ? "kept" : "lost")})";
}
