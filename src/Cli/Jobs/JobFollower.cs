using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Watches a job until it ends: says on the error writer what it waits for, passes its output on, survives a server
/// that restarts.
/// </summary>
public sealed class JobFollower(BatchAiClient client, TimeProvider clock, OutputTail tail, CliOutput status)
{
    /// <summary>How long a server that did answer is tried again when it is away.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>The job as it ended, with all of its output passed on.</summary>
    /// <exception cref="HttpRequestException">The server never answered, or was away for longer than a minute.</exception>
    public async Task<WireResource<JobProperties>> FollowAsync(JobId job, CancellationToken cancellation)
    {
        var pace = new PollPace();
        string shown = "";
        long? reached = null;
        bool away = false;
        while (true)
        {
            try
            {
                WireResource<JobProperties> now = await client.GetJobAsync(job, cancellation);
                string line = await StatusAsync(job, now.Properties, cancellation);
                if (line != shown && !HasEnded(now.Properties))
                {
                    await status.WriteLineAsync($"{job.Name}: {line}");
                    pace.Hurry();
                }

                shown = line;
                if (await PumpAsync(now.Properties, cancellation))
                    pace.Hurry();
                if (HasEnded(now.Properties))
                {
                    await tail.EndAsync(cancellation);
                    return now;
                }

                reached = clock.GetTimestamp();
                away = false;
            }
            catch (Exception failure) when (IsAway(failure) && reached is { } last && clock.GetElapsedTime(last) < s_patience)
            {
                if (!away)
                    await status.WriteLineAsync($"{job.Name}: the server does not answer; trying again for a minute");
                away = true;
            }

            await Task.Delay(pace.Next(), clock, cancellation);
        }
    }

    /// <summary>Whether the job has reached its end.</summary>
    public static bool HasEnded(JobProperties job) => job.ExecutionState is ExecutionState.Succeeded or ExecutionState.Failed;

    /// <summary>No connection, one that broke in the middle of an answer, or no answer in time.</summary>
    private static bool IsAway(Exception failure) =>
        failure is HttpRequestException or HttpIOException or OperationCanceledException { InnerException: TimeoutException };

    private async Task<string> StatusAsync(JobId job, JobProperties now, CancellationToken cancellation)
    {
        string state = Wording.Of(now.ExecutionState);
        if (now.ExecutionState is not (ExecutionState.Queued or null))
            return state;

        return await client.ExplainAsync(job, cancellation) is { } reason ? $"{state}: {reason}" : state;
    }

    /// <summary>
    /// Before it runs a job has no output; while it runs its directories may not be there yet; at the end what cannot
    /// be listed is said.
    /// </summary>
    private async Task<bool> PumpAsync(JobProperties now, CancellationToken cancellation)
    {
        if (now.ExecutionInfo is null)
            return false;

        try
        {
            return await tail.PumpAsync(cancellation);
        }
        catch (RequestRefusedException refused)
        {
            if (HasEnded(now) && refused.Status != 404)
                await status.WriteLineAsync($"the output cannot be listed: {string.Join("; ", refused.Lines)}");
            return false;
        }
    }
}
