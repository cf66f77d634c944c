using BatchAi.Linux;
using BatchAi.Services;

namespace BatchAi.LocalHost;

/// <summary>The file that a download link is for.</summary>
/// <param name="Path">From the top of the volume, without links.</param>
public sealed record LinkedFile(Volume Volume, IReadOnlyList<FileName> Path);
