namespace BatchAi.Activities;

/// <summary>What came of a start.</summary>
public enum StartOutcome
{
    Started,

    /// <summary>An instance of that id was there already.</summary>
    Exists,
}
