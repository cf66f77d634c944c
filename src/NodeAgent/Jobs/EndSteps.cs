using System.ComponentModel;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>Stop and clean: needs nothing but the record, so it works whatever state the attempt is in.</summary>
internal sealed class EndSteps(AgentConfig config, IVolumeMounter mounter, RunPlaces runs, LeftBehind left)
{
    /// <summary>Returns when no process of the attempt is left on this node.</summary>
    public async Task StopAsync(JobAttempt attempt, CancellationToken cancellation)
    {
        TimeSpan grace = TimeSpan.FromSeconds(attempt.Record.GraceOr(config));
        IEnumerable<SupervisedRun> all = JobParts.Of(attempt.Record).Select(part => runs.Of(attempt.Record.Attempt, part));
        await Task.WhenAll(all.Select(run => run.StopAsync(grace, cancellation)));
        await runs.SweepAsync(attempt.Record.Attempt, cancellation);
        attempt.Log.Say("stopped: no process is left");
        attempt.Update(await WithUnseenEndAsync(attempt.Record, cancellation) with { Step = JobStep.Stopped });
    }

    /// <summary>The toolkit may have ended by itself while no agent looked; that exit code is real.</summary>
    private async Task<JobRecord> WithUnseenEndAsync(JobRecord record, CancellationToken cancellation)
    {
        if (record.Step >= JobStep.Finished)
            return record;

        List<(StartedProcess Process, RunEnd.Exited End)> ended = [];
        foreach (StartedProcess process in record.Processes)
        {
            if (await runs.Of(record.Attempt, JobParts.Process(process.Name)).WaitAsync(cancellation) is RunEnd.Exited end)
                ended.Add((process, end));
        }
        // The first that failed is the cause; if none has, the part ended with the last of those that the job waits for.
        if (ended.Where(one => one.End.Code != 0).OrderBy(one => one.End.At).ToList() is [var failed, ..])
            return ToolkitSteps.Finished(record, failed.Process, failed.End.Code, failed.End.At);

        return ended.Where(one => one.Process.IsAwaited).OrderBy(one => one.End.At).ToList() is [.., var last] well
            && well.Count == record.Processes.Count(process => process.IsAwaited)
            ? ToolkitSteps.Finished(record, last.Process, last.End.Code, last.End.At)
            : record;
    }

    /// <summary>
    /// Leaves only the output. It ends whatever a job has left: what cannot be removed is the node's trouble, not the job's.
    /// </summary>
    public async Task CleanAsync(JobAttempt attempt, CancellationToken cancellation)
    {
        foreach (string mountPoint in attempt.Record.MountPoints.Reverse())
            await UnmountAsync(mountPoint, cancellation);
        IEnumerable<string> own = JobParts.Of(attempt.Record).Select(part => runs.PathOf(attempt.Record.Attempt, part));
        foreach (string directory in attempt.Record.TemporaryDirectories.Concat(own))
            left.Remove(directory);
        attempt.Update(attempt.Record with { Step = JobStep.Clean });
    }

    private async Task UnmountAsync(string mountPoint, CancellationToken cancellation)
    {
        try
        {
            await mounter.UnmountAsync(mountPoint, cancellation);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or Win32Exception)
        {
            left.GiveUp(refused.Message);
        }
    }
}
