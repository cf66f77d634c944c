namespace BatchAi.Activities;

/// <summary>Why the cloud last said no.</summary>
public sealed record FleetProblem(FleetRefusal Refusal, string Code, string Message, DateTimeOffset At)
{
    private const int LongestSummary = 300;

    /// <summary>Kind, code and the cloud's words in one line, for example <c>Rights AuthorizationFailed: The client … does not have authorization …</c></summary>
    public string Summary
    {
        get
        {
            string text = $"{Refusal} {Code}: {Message.ReplaceLineEndings(" ")}";
            return text.Length <= LongestSummary ? text : text[..LongestSummary] + "…";
        }
    }
}
