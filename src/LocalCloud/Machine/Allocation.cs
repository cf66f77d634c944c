namespace BatchAi.LocalCloud;

/// <summary>What a new instance gets of the machine.</summary>
internal sealed record Allocation(string Address, IReadOnlyList<string> Gpus, bool Simulated);
