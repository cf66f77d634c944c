namespace BatchAi.Cli;

/// <summary>Values as people read them.</summary>
public static class Wording
{
    /// <summary>Lower case, as on the wire; a dash for none.</summary>
    public static string Of<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value?.ToString().ToLowerInvariant() ?? "-";

    /// <summary>For example 0.4 s, 12 s, 3 min 5 s, 2 h 10 min.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => $"{span.TotalSeconds:0.0} s",
        { TotalMinutes: < 1 } => $"{span.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        _ => $"{(int)span.TotalHours} h {span.Minutes} min",
    };

    /// <summary>Universal time to the second; a dash for none.</summary>
    public static string Of(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "-";

    /// <summary>The last part of an Azure Resource Manager id.</summary>
    public static string NameOf(string? armId) => armId?.Split('/')[^1] ?? "-";
}
