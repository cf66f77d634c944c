namespace BatchAi.Activities;

/// <summary>The result of an activity that has nothing to say.</summary>
public sealed record Done
{
    public static Done Instance { get; } = new();
}
