namespace BatchAi.Activities;

/// <summary>What was begun.</summary>
public enum IntentKind
{
    Create,
    Delete,
}
