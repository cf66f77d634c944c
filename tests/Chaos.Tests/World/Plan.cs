using BatchAi.Faults;

namespace BatchAi.Chaos.Tests;

/// <summary>What a world does to its control plane.</summary>
/// <param name="Kills">How each life ends; lives after the last one are long.</param>
/// <param name="CloudSeed">Of a cloud that fails now and then; null for one that does not.</param>
/// <param name="OnDurable">On the real worker of Durable Task over its engine in memory, instead of the embedded engine.</param>
/// <param name="HubAccount">
/// With <paramref name="OnDurable"/>: its hub is in this storage account, time is the machine's, and a second worker,
/// which nobody kills, shares the hub and the facts.
/// </param>
internal sealed record Plan(
    IReadOnlyList<Kill> Kills,
    HostileSettings? Hostile = null,
    int? CloudSeed = null,
    bool OnDurable = false,
    string? HubAccount = null)
{
    public override string ToString() =>
        "Plan: kill at "
        + $"{string.Join(", then ", Kills)}{(Hostile is null ? "" : $"; hostile seed {Hostile.Seed}")}{(CloudSeed is null ? "" : $"; cloud seed {CloudSeed}")}{(OnDurable ? $"; on the Durable worker{(HubAccount is null ? "" : "s of a hub on Azure Storage")}" : "")}";
}
