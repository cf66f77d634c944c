namespace BatchAi.Activities;

/// <summary>Rows of <see cref="Tables.Messages"/>. A message has a row by its id, one by time for the purge, and when it was refused one that sorts the latest first.</summary>
internal static class MessageKeys
{
    public const string Handled = "handled";

    public const string Unsent = "unsent";

    public const string RefusedPrefix = "refused|";

    private const string TimePrefix = "at|";

    public static string Id(string id) => $"id|{id.ToLowerInvariant()}";

    public static string At(DateTimeOffset time, string id) => $"{TimesUntil(time)}|{id.ToLowerInvariant()}";

    /// <summary>Below this bound are the rows of all earlier times.</summary>
    public static string TimesUntil(DateTimeOffset time) => $"{TimePrefix}{time.UtcTicks:D19}";

    public static string Times => TimePrefix;

    public static string Refused(DateTimeOffset time, string id) => $"{RefusedPrefix}{DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks:D19}|{id.ToLowerInvariant()}";
}
