namespace BatchAi.Model;

/// <summary>What a job may ask for when an attempt ends otherwise than well.</summary>
internal static class RetryRules
{
    public static void Check(Place at, JobRetryPolicy policy)
    {
        if ((policy.ExitCodes?.Count ?? 0) + (policy.ExitCodeRanges?.Count ?? 0) > Limits.MostExitCodes)
            at.Refuse($"may name at most {Limits.MostExitCodes} exit codes and spans of them");
        for (int i = 0; i < policy.ExitCodes?.Count; i++)
            CheckCode(at["exitCodes"][i], policy.ExitCodes[i]);
        for (int i = 0; i < policy.ExitCodeRanges?.Count; i++)
            CheckRange(at["exitCodeRanges"][i], policy.ExitCodeRanges[i]);
        at["maxRetries"].Within(policy.MaxRetries, 0, Limits.MostRetries);
        at["maxNodeLosses"].Within(policy.MaxNodeLosses, 0, Limits.MostRetries);
    }

    private static void CheckRange(Place at, ExitCodeRange? range)
    {
        if (!at.Has(range))
            return;
        if (at["start"].Has(range.Start))
            CheckCode(at["start"], range.Start);
        if (at["end"].Has(range.End))
            CheckCode(at["end"], range.End);
        if (range.End < range.Start)
            at["end"].Refuse($"must not be below start, {range.Start}; it is {range.End}");
    }

    /// <summary>What a process can end with, 0 left out: that is success.</summary>
    private static void CheckCode(Place at, int? code) => at.Within(code, 1, 255);
}
