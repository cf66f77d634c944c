using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Launch and watch: the toolkit's process on this node, if it has one here.</summary>
internal sealed class ToolkitSteps(NodeInstance node, AgentConfig config, RunPlaces runs, JobUser? user, TimeProvider clock)
{
    /// <summary>More than a month is as good as for ever, and timers reach no further than 49 days.</summary>
    private static readonly TimeSpan s_longestLimit = TimeSpan.FromDays(31);

    /// <summary>Started at most once, whatever crashes.</summary>
    public async Task<StepFailure?> LaunchAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        if (ToolkitCatalog.For(launch.Job)?.Plan(launch) is not { } plan)
        {
            attempt.Log.Say("holds still: the master runs the job");
            attempt.Update(attempt.Record with { Step = JobStep.Launched });
            return null;
        }

        JobPaths paths = JobPaths.Of(launch, node, config.SharedDirectory);
        JobEnvironment environment = JobEnvironment.Of(launch, node, paths);
        TimeSpan limit = launch.Job.Constraints?.MaxWallClockTime ?? Limits.LongestWallClock;
        attempt.Update(attempt.Record with { HasProcess = true, WallClockSeconds = limit.TotalSeconds });
        attempt.Log.Say($"runs, for at most {limit}: {plan.CommandLine}");
        await runs.Of(attempt.Record.Attempt, JobParts.Toolkit).EnsureStartedAsync(
            new RunSpec
            {
                CommandLine = plan.CommandLine,
                User = user,
                Environment = environment.Variables,
                WorkingDirectory = paths.WorkingDirectory,
                OutputFile = Path.Combine(environment.StdOutErrDirectory, plan.OutputName),
                ErrorFile = Path.Combine(environment.StdOutErrDirectory, plan.ErrorName),
                StopGraceSeconds = config.StopGraceSeconds,
            },
            cancellation);
        attempt.Update(attempt.Record with { Step = JobStep.Launched });
        return null;
    }

    /// <summary>
    /// Waits for the end, or for the limit. The limit counts from the launch by the monotonic clock, also over restarts
    /// of the agent.
    /// </summary>
    public async Task<StepFailure?> WatchAsync(JobAttempt attempt, CancellationToken cancellation)
    {
        SupervisedRun run = runs.Of(attempt.Record.Attempt, JobParts.Toolkit);
        TimeSpan limit = TimeSpan.FromSeconds(attempt.Record.WallClockSeconds);
        TimeSpan ran = run.IntendedAt is { } start ? clock.GetElapsedTime(start) : TimeSpan.Zero;
        TimeSpan left = limit - ran < s_longestLimit ? limit - ran : s_longestLimit;

        using CancellationTokenSource overdue = new(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellation);
        try
        {
            RunEnd end = await run.WaitAsync(either.Token);
            attempt.Log.Say($"ended: {end}");
            return await FailureOfAsync(attempt, end, cancellation);
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            attempt.Log.Say($"stopped: it ran for {limit}");
            await run.StopAsync(TimeSpan.FromSeconds(config.StopGraceSeconds), cancellation);
            return new StepFailure(JobErrors.WallClockExceeded(limit));
        }
    }

    private async Task<StepFailure?> FailureOfAsync(JobAttempt attempt, RunEnd end, CancellationToken cancellation)
    {
        switch (end)
        {
            case RunEnd.Exited(var code, var at):
                attempt.Update(
                    attempt.Record with
                    {
                        Step = JobStep.Finished,
                        ExitCode = code,
                        Failure = code == 0 ? null : JobErrors.Failed,
                        EndedAt = at,
                    }
                );
                return null;
            case RunEnd.NotStarted notStarted:
                return StepFailure.NotStarted("The job", notStarted);
            default:
                await runs.SweepAsync(attempt.Record.Attempt, cancellation);
                return StepFailure.Internal("The processes of the job vanished without an exit code");
        }
    }
}
