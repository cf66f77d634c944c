using BatchAi.Activities;

namespace BatchAi.Api;

/// <summary>Where an output directory lies.</summary>
/// <param name="Path">Inside the volume, without leading slash.</param>
internal sealed record OutputLocation(Volume Volume, string Path);
