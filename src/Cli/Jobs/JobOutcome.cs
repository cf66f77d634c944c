using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>What a job that has ended means to the one who waited for it.</summary>
public static class JobOutcome
{
    /// <summary>The job's own exit code; 1 for a job that failed without one, or with one a process cannot exit with.</summary>
    public static int ExitCode(JobProperties job)
    {
        int code = job.ExecutionInfo?.ExitCode ?? (job.ExecutionState == ExecutionState.Succeeded ? ExitCodes.Ok : ExitCodes.Failed);
        bool lost = (code & 0xFF) == 0 && job.ExecutionState != ExecutionState.Succeeded;
        return lost ? ExitCodes.Failed : code;
    }

    /// <summary>One line for the end, and one for each error with its details.</summary>
    public static IEnumerable<string> Lines(string name, JobProperties job)
    {
        ExecutionInfo? run = job.ExecutionInfo;
        string took = run is { StartTime: { } start, EndTime: { } end } ? $" after {Wording.Of(end - start)}" : "";
        string code = run?.ExitCode is { } exit and not 0 ? $" with exit code {exit}" : "";
        yield return $"{name}: {Wording.Of(job.ExecutionState)}{code}{took}";
        foreach (BatchAIError error in run?.Errors ?? [])
        {
            yield return $"error: {error.Code}: {error.Message}";
            foreach (NameValuePair detail in error.Details ?? [])
                yield return $"  {detail.Name}: {detail.Value}";
        }
    }
}
