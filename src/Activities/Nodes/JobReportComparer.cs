using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Two reports say the same when they agree on attempt, step, exit code and failure code.</summary>
internal sealed class JobReportComparer : IEqualityComparer<JobReport>
{
    public static JobReportComparer Instance { get; } = new();

    public bool Equals(JobReport? x, JobReport? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null && x.JobUid == y.JobUid && x.Fence == y.Fence && x.Step == y.Step && x.ExitCode == y.ExitCode && x.Failure?.Code == y.Failure?.Code);

    public int GetHashCode(JobReport obj) => HashCode.Combine(obj.JobUid, obj.Fence, obj.Step, obj.ExitCode);
}
