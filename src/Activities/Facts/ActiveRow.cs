namespace BatchAi.Activities;

/// <summary>A cluster the watchdog looks at: one that is awake or has nodes.</summary>
public sealed record ActiveRow(DateTimeOffset Since)
{
    public const string Partition = "active";
}
