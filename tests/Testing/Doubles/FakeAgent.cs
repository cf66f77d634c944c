using BatchAi.Model;
using BatchAi.Simulation;

namespace BatchAi.Testing;

/// <summary>A node's agent without processes: it obeys its assignments at once and reports what its script says.</summary>
public sealed class FakeAgent(Func<AgentCalls> api, string clusterUid, int instance, AgentScript script, ListeningStore store)
{
    private RegisterResponse? _session;
    private JobReport? _report;
    private string _boot = $"boot-{instance}";

    /// <summary>Phases it was told, for each attempt: <c>fence:phase</c>.</summary>
    public List<string> Told { get; } = [];

    public bool Silent { get; set; }

    /// <summary>The machine starts again, with nothing of what ran.</summary>
    public void Reboot()
    {
        _boot += "'";
        _session = null;
        _report = null;
    }

    public async Task StepAsync()
    {
        if (Silent || script.Silent)
            return;

        _session ??= await api().RegisterAsync(new RegisterRequest { Protocol = 1, ClusterUid = clusterUid, InstanceId = $"{instance}", BootId = _boot, KeyHash = "key", Proof = "proof", Address = $"10.0.0.{instance}" }, default);
        SyncRequest report = new() { Protocol = 1, BootId = _boot, Epoch = _session.Epoch, Status = NodeStatus.Ready, Jobs = _report is null ? [] : [_report] };
        if (script.HangsUp)
            await HangUpAsync(report);
        SyncResponse answer = await api().SyncAsync(_session.Token, report, default);
        if (answer.Assignment is not { } assignment)
        {
            _report = null;
            return;
        }

        if (Told.LastOrDefault() != $"{assignment.Fence}:{assignment.Phase}")
            Told.Add($"{assignment.Fence}:{assignment.Phase}");
        try
        {
            _report = await ObeyAsync(assignment);
        }
        catch (ApiException refused) when (refused.Status == 404)
        {
            // The attempt is not this boot's: another answer follows.
        }
    }

    /// <summary>Makes a call and ends it the moment something is written.</summary>
    private async Task HangUpAsync(SyncRequest report)
    {
        using CancellationTokenSource line = new();
        store.Committed += line.Cancel;
        try
        {
            await api().SyncAsync(_session!.Token, report, line.Token);
        }
        catch (OperationCanceledException) when (line.IsCancellationRequested)
        {
            // The same news goes out again, and is no news then.
        }
        finally
        {
            store.Committed -= line.Cancel;
        }
    }

    private async Task<JobReport> ObeyAsync(NodeAssignment assignment)
    {
        JobReport before = _report?.Fence == assignment.Fence ? _report : new JobReport { JobUid = assignment.JobUid, Fence = assignment.Fence, Step = JobStep.Preparing };
        if (assignment.Phase == JobPhase.Stop)
            return before with { Step = Max(before.Step, JobStep.Stopped) };
        if (assignment.Phase == JobPhase.Clean)
            return before with { Step = JobStep.Clean };

        JobLaunch launch = await api().LaunchAsync(_session!.Token, assignment.JobUid, assignment.Fence, default);
        if (assignment.Phase == JobPhase.Prepare)
        {
            return script.PreparationExitCode(launch.Rank) is not 0 and var failed
                ? before with { Step = JobStep.Finished, ExitCode = failed, Failure = JobErrors.PreparationFailed }
                : before with { Step = JobStep.Prepared };
        }

        return launch.Rank > 0 || script.ExitCode is null
            ? before with { Step = JobStep.Launched }
            : before with { Step = JobStep.Finished, ExitCode = script.ExitCode };
    }

    private static JobStep Max(JobStep one, JobStep other) => one > other ? one : other;
}
