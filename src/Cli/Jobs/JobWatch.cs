using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Follows a job for a user: its output as it comes, its end, its exit code; Ctrl+C leaves it running and says how to
/// come back.
/// </summary>
internal sealed class JobWatch(Session session)
{
    /// <summary>The job's exit code, or <see cref="ExitCodes.Interrupted"/>.</summary>
    public async Task<int> ToTheEndAsync(JobId job, LogFiles files, CancellationToken cancellation)
    {
        // Only JSON may stand on standard output when JSON is asked for.
        CliOutput output = session.Printer.Json ? session.Error : session.Output;
        var tail = new OutputTail(session.Client, job, files, "stdouterr", output, session.Error);
        try
        {
            WireResource<JobProperties> ended = await new JobFollower(session.Client, session.Clock, tail, session.Error).FollowAsync(
                job,
                cancellation);
            if (ended.Properties.ExecutionInfo?.Errors?.Any(error => error.Code == JobErrors.PreparationFailed.Code) == true)
            {
                var preparation = new OutputTail(session.Client, job, LogFiles.Preparation, "stdouterr", session.Error, session.Error);
                await preparation.PumpAsync(cancellation);
                await preparation.EndAsync(cancellation);
            }

            await SayEndAsync(job, ended.Properties);
            if (session.Printer.Json)
                session.Printer.Resource<JobProperties>(await session.Client.GetAsync(job.ArmId, cancellation), _ => ended.Properties);
            return JobOutcome.ExitCode(ended.Properties);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            string options = session.OptionsAgain(job.Experiment);
            await session.Error.WriteLineAsync($"Detached; the job goes on. Come back with: batchai job logs {options}-f {job.Name}");
            await session.Error.WriteLineAsync($"Stop it with: batchai job kill {options}{job.Name}");
            return ExitCodes.Interrupted;
        }
    }

    private async Task SayEndAsync(JobId job, JobProperties ended)
    {
        foreach (string line in JobOutcome.Lines(job.Name, ended))
            await session.Error.WriteLineAsync(line);
        if (ended.ExecutionState == ExecutionState.Failed && ended.ExecutionInfo?.StartTime is not null)
            await session.Error.WriteLineAsync($"More logs: batchai job files {session.OptionsAgain(job.Experiment)}{job.Name}");
    }
}
