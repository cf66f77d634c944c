using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Rows of <see cref="Tables.Facts"/> and <see cref="Tables.Assignments"/>; the partition of both is the cluster's uid.</summary>
public static class FactKeys
{
    public const string Control = "control";

    public const string Settings = "settings";

    public const string ClusterBell = "bell";

    public const string NodePrefix = "node|";

    /// <summary>Jobs that hold nodes or are about to be cleared away.</summary>
    public const string RunPrefix = "run|";

    /// <summary>Jobs that wait, in the order in which they are looked at.</summary>
    public const string QueuePrefix = "queue|";

    /// <summary>Bells of attempts; the cluster's own is not among them.</summary>
    public const string JobBellPrefix = "bell|";

    public static string JobBell(string jobUid) => JobBellPrefix + jobUid;

    public static string Node(int ordinal) => $"{NodePrefix}{ordinal:D8}";

    public static string Run(string jobUid) => RunPrefix + jobUid;

    /// <summary>High priority first, then the older job.</summary>
    public static string Queue(JobPriority priority, DateTimeOffset createdAt, string jobUid) =>
        $"{QueuePrefix}{2 - (int)priority}{createdAt.UtcTicks:D19}|{jobUid}";

    public const string JournalPrefix = "journal|";

    public static string Journal(long fence) => $"{JournalPrefix}{fence:D12}";

    public static string Assignment(int ordinal) => $"{ordinal:D8}";

    /// <summary>Beside the assignments: see <see cref="SignalRow"/>.</summary>
    public const string Signal = "signal";
}
