using Azure.ResourceManager.Compute.Models;

namespace BatchAi.AzureAdapters;

/// <summary>The compute quotas of a location at a time.</summary>
public sealed record UsageReading(IReadOnlyList<ComputeUsage> Usages, DateTimeOffset ReadAt);
