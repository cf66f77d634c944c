using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>A job that waits for nodes.</summary>
/// <param name="NodeCount">1 or more.</param>
public sealed record WaitingJob(string Uid, int NodeCount, JobPriority Priority, TimeSpan MaxWallClockTime);
