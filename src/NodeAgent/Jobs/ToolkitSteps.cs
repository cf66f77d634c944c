using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Launch and watch: the toolkit's processes on this node, if it has any here.</summary>
internal sealed class ToolkitSteps(NodeInstance node, AgentConfig config, RunPlaces runs, JobUser? user, TimeProvider clock)
{
    /// <summary>More than a month is as good as for ever, and timers reach no further than 49 days.</summary>
    private static readonly TimeSpan s_longestLimit = TimeSpan.FromDays(31);

    /// <summary>Each is started at most once, whatever crashes.</summary>
    public async Task<StepFailure?> LaunchAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        JobPaths paths = JobPaths.Of(launch, node, config.SharedDirectory);
        ToolkitPlan plan = ToolkitCatalog.Plan(Gang.Of(launch, paths, config.OneMachine));
        ProcessPlan[] here = [.. plan.On(launch.Rank)];
        TimeSpan limit = launch.Job.Constraints?.MaxWallClockTime ?? Limits.LongestWallClock;
        attempt.Update(
            attempt.Record with
            {
                Processes = [.. here.Select(process => new StartedProcess(process.Name, TitleOf(process), process.IsAwaited))],
                AwaitedNodes = plan.AwaitedNodes,
                WallClockSeconds = limit.TotalSeconds,
                StopGraceSeconds = launch.Job.TerminationGraceInSeconds,
            });
        if (here.Length == 0)
            attempt.Log.Say("holds still: the job runs on other nodes");
        foreach (ProcessPlan process in here)
            attempt.Log.Say($"{TitleOf(process)} runs, for at most {limit}: {process.CommandLine}");
        await Task.WhenAll(here.Select(process => StartAsync(attempt, launch, paths, process, cancellation)));
        attempt.Update(attempt.Record with { Step = JobStep.Launched });
        return null;

        string TitleOf(ProcessPlan process) =>
            process.Name.Length == 0 ? process.Title : $"{process.Title} on {launch.Nodes[launch.Rank].NodeId}";
    }

    /// <summary>
    /// Waits for the end, or for the limit. The limit counts from the launch by the monotonic clock, also over restarts
    /// of the agent.
    /// </summary>
    public async Task<StepFailure?> WatchAsync(JobAttempt attempt, CancellationToken cancellation)
    {
        TimeSpan limit = TimeSpan.FromSeconds(attempt.Record.WallClockSeconds);
        long? start = attempt.Record.Processes.Min(process => RunOf(attempt, process).IntendedAt);
        TimeSpan ran = start is { } began ? clock.GetElapsedTime(began) : TimeSpan.Zero;
        TimeSpan left = limit - ran < s_longestLimit ? limit - ran : s_longestLimit;

        using CancellationTokenSource overdue = new(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cancellation);
        OutputWatch output = new(attempt, TimeSpan.FromSeconds(config.QuietSeconds), clock);
        Task watching = output.RunAsync(either.Token);
        try
        {
            (StartedProcess Process, RunEnd End) ended = await EndAsync(attempt, either, output);
            await watching;
            return await FailureOfAsync(attempt, ended, cancellation);
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            attempt.Log.Say($"stopped: it ran for {limit}");
            TimeSpan grace = TimeSpan.FromSeconds(attempt.Record.GraceOr(config));
            await Task.WhenAll(attempt.Record.Processes.Select(process => RunOf(attempt, process).StopAsync(grace, cancellation)));
            return new StepFailure(JobErrors.WallClockExceeded(limit));
        }
        finally
        {
            await either.CancelAsync();
            await watching;
        }
    }

    private Task StartAsync(
        JobAttempt attempt, JobLaunch launch, JobPaths paths, ProcessPlan process, CancellationToken cancellation)
    {
        JobEnvironment environment = JobEnvironment.Of(launch, node, paths, config.OneMachine, process.Variables);
        return runs.Of(attempt.Record.Attempt, JobParts.Process(process.Name)).EnsureStartedAsync(
            new RunSpec
            {
                CommandLine = process.CommandLine,
                User = user,
                Environment = environment.Variables,
                WorkingDirectory = paths.WorkingDirectory,
                OutputFile = Path.Combine(environment.StdOutErrDirectory, process.OutputName),
                ErrorFile = Path.Combine(environment.StdOutErrDirectory, process.ErrorName),
                StopGraceSeconds = attempt.Record.GraceOr(config),
                LeftOverGraceSeconds = config.StopGraceSeconds,
            },
            cancellation);
    }

    private SupervisedRun RunOf(JobAttempt attempt, StartedProcess process) =>
        runs.Of(attempt.Record.Attempt, JobParts.Process(process.Name));

    /// <summary>Waits until one process ends badly, or the last that the job waits for ends well.</summary>
    private async Task<(StartedProcess Process, RunEnd End)> EndAsync(
        JobAttempt attempt, CancellationTokenSource stop, OutputWatch output)
    {
        Dictionary<Task<RunEnd>, StartedProcess> running =
            attempt.Record.Processes.ToDictionary(process => RunOf(attempt, process).WaitAsync(stop.Token));
        bool isAwaited = running.Values.Any(process => process.IsAwaited);
        try
        {
            while (running.Count > 0)
            {
                Task<RunEnd> first = await Task.WhenAny(running.Keys);
                // After an outage several have ended: the first that failed is the cause.
                (Task<RunEnd> ended, StartedProcess process) = running
                    .Where(run => run.Key == first || run.Key.IsCompletedSuccessfully)
                    .MinBy(run => run.Key.IsCompletedSuccessfully && run.Key.Result is RunEnd.Exited { Code: not 0, At: { } at }
                        ? at
                        : DateTimeOffset.MaxValue);
                RunEnd end = await ended;
                attempt.Log.Say($"{process.Title} ended: {end}");
                running.Remove(ended);
                if (end is not RunEnd.Exited { Code: 0 } || (isAwaited && !running.Values.Any(other => other.IsAwaited)))
                    return (process, end);
                if (process.IsAwaited)
                    output.SomeEnded();
            }
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token);
            throw new InvalidOperationException("This delay only ends by being cancelled");
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running.Keys).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<StepFailure?> FailureOfAsync(
        JobAttempt attempt, (StartedProcess Process, RunEnd End) ended, CancellationToken cancellation)
    {
        switch (ended.End)
        {
            case RunEnd.Exited(var code, var at):
                attempt.Update(Finished(attempt.Record, ended.Process, code, at) with { Step = JobStep.Finished });
                return null;
            case RunEnd.NotStarted notStarted:
                return StepFailure.NotStarted($"The job's {ended.Process.Title}", notStarted);
            default:
                await runs.SweepAsync(attempt.Record.Attempt, cancellation);
                return StepFailure.Internal($"The processes of the job's {ended.Process.Title} vanished without an exit code");
        }
    }

    /// <summary>What a node knows once this process has decided how its part ended.</summary>
    public static JobRecord Finished(JobRecord record, StartedProcess process, int code, DateTimeOffset? at) => record with
    {
        ExitCode = code,
        Failure = code == 0 ? null : process.Name.Length == 0 ? JobErrors.Failed : JobErrors.ProcessFailed(process.Title),
        EndedAt = at,
    };
}
