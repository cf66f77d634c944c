using BatchAi.Model;

namespace BatchAi.Services;

/// <summary>What the scheduler needs of a job that is put into its cluster's queue.</summary>
public sealed record NewJob(
    JobId Id,
    string Uid,
    string ClusterUid,
    int NodeCount,
    JobPriority Priority,
    TimeSpan MaxWallClockTime,
    DateTimeOffset CreatedAt,
    JobRetryPolicy? RetryPolicy = null);
