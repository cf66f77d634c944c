using System.Globalization;
using BatchAi.Model;

namespace BatchAi.State;

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

    public static long JournalFence(string key) => long.Parse(key.AsSpan(JournalPrefix.Length), CultureInfo.InvariantCulture);

    /// <summary>What each node does now, and since when.</summary>
    public const string OpenTimePrefix = "open|";

    public static string OpenTime(int ordinal) => $"{OpenTimePrefix}{ordinal:D8}";

    /// <summary>What nodes did, in order of the ends: the roll-up takes the oldest first.</summary>
    public const string TimePrefix = "time|";

    public static string Time(DateTimeOffset until, int ordinal) => $"{TimesFrom(until)}|{ordinal:D8}";

    /// <summary>The bound before all that ended at a time or later.</summary>
    public static string TimesFrom(DateTimeOffset until) => $"{TimePrefix}{until.UtcTicks:D19}";

    /// <summary>Totals of node-time by day, in order of the days.</summary>
    public const string DayPrefix = "day|";

    public static string Day(DateOnly day, NodeUse use, string? jobUid) =>
        $"{DaysFrom(day)}|{use.ToString().ToLowerInvariant()}|{jobUid ?? "-"}";

    /// <summary>The bound before all totals of a day and later.</summary>
    public static string DaysFrom(DateOnly day) => DayPrefix + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static string Assignment(int ordinal) => $"{ordinal:D8}";

    /// <summary>Beside the assignments: see <see cref="SignalRow"/>.</summary>
    public const string Signal = "signal";
}

/// <summary>A bell that was rung and not yet heard; while it is there, nobody rings the same instance again.</summary>
/// <param name="InstanceId">Who was rung: a bell hung late may name one that has ended since.</param>
public sealed record BellRow(DateTimeOffset RungAt, string InstanceId);

/// <summary>One decision about a cluster, in plain words.</summary>
public sealed record JournalRow(DateTimeOffset At, int Generation, string Text);

/// <summary>Moves with every change of a cluster's assignments; only that it has moved is of interest.</summary>
public sealed record SignalRow(DateTimeOffset At);
