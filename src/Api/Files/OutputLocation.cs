using BatchAi.Services;

namespace BatchAi.Api;

/// <summary>Where an output directory lies.</summary>
/// <param name="OnCluster">Whether the cluster mounts the volume, not the job.</param>
/// <param name="KeySlot">Name of the account's key among the secrets of whoever mounts it.</param>
/// <param name="Path">Inside the volume, without leading slash.</param>
internal sealed record OutputLocation(Volume Volume, bool OnCluster, string KeySlot, string Path);
