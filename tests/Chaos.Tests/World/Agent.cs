using BatchAi.Model;
using BatchAi.Simulation;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// A node's agent, with pretended processes. It keeps the rules of docs/agent-protocol.md: the highest fence it has seen counts, an attempt is launched once, what it knows outlives every failed call,
/// and 410 stops everything.
/// </summary>
/// <param name="exitCode">What a job's command ends with, by the job's name; null goes on and on.</param>
internal sealed class Agent(int instance, string clusterUid, LaunchLedger ledger, Func<string, int?> exitCode)
{
    /// <summary>Calls between the launch and the end of a command.</summary>
    private const int CommandTakes = 3;

    private RegisterResponse? _session;
    private JobReport? _report;
    private JobLaunch? _launch;
    private string _boot = $"boot-{instance}";
    private long _highest;
    private int _callsSinceLaunch;

    /// <summary>Refused by the control plane for good.</summary>
    public bool Ended { get; private set; }

    /// <summary>The instance itself is gone, and all that ran there.</summary>
    public void Vanish() => ledger.Clear(instance);

    /// <summary>The machine starts again, with nothing of what ran.</summary>
    public void Reboot()
    {
        ledger.Clear(instance);
        (_boot, _session, _report, _launch, _highest) = (_boot + "'", null, null, null, 0);
    }

    /// <summary>One call; one that fails changes nothing here, as a lost connection.</summary>
    public async Task StepAsync(AgentCalls api)
    {
        if (Ended)
            return;

        try
        {
            _session ??= await api.RegisterAsync(
                new RegisterRequest { Protocol = 1, ClusterUid = clusterUid, InstanceId = $"{instance}", BootId = _boot, KeyHash = "key", Proof = "proof", Address = $"10.0.0.{instance}" },
                default);
            await ObeyAsync((await SyncAsync(api)).Assignment, api);
        }
        catch (ApiException refused) when (refused.Status == 401)
        {
            _session = null;
        }
        catch (ApiException refused) when (refused.Status == 404)
        {
            // The attempt is not this boot's: another answer follows.
        }
        catch (ApiException refused) when (refused.Status == 410)
        {
            Forget();
            Ended = true;
        }
    }

    private Task<SyncResponse> SyncAsync(AgentCalls api) => api.SyncAsync(
        _session!.Token,
        new SyncRequest { Protocol = 1, BootId = _boot, Epoch = _session.Epoch, Status = NodeStatus.Ready, Jobs = _report is null ? [] : [_report] },
        default);

    private async Task ObeyAsync(NodeAssignment? assignment, AgentCalls api)
    {
        if (assignment is null)
        {
            Forget();
            return;
        }

        if (assignment.Fence < _highest)
            return;

        if (_report?.Fence != assignment.Fence)
        {
            Forget();
            _highest = assignment.Fence;
            _report = new JobReport { JobUid = assignment.JobUid, Fence = assignment.Fence, Step = JobStep.Preparing };
        }

        _report = assignment.Phase switch
        {
            JobPhase.Clean => Cleaned(_report),
            JobPhase.Stop => _report with { Step = AtLeast(JobStep.Stopped) },
            JobPhase.Launch => await LaunchedAsync(assignment, _report, api),
            _ => await PreparedAsync(assignment, _report, api),
        };
    }

    private async Task<JobReport> PreparedAsync(NodeAssignment assignment, JobReport before, AgentCalls api)
    {
        _launch ??= await api.LaunchAsync(_session!.Token, assignment.JobUid, assignment.Fence, default);
        ledger.Prepare(instance, assignment.JobUid, assignment.Fence);
        return before with { Step = AtLeast(JobStep.Prepared) };
    }

    private async Task<JobReport> LaunchedAsync(NodeAssignment assignment, JobReport before, AgentCalls api)
    {
        before = await PreparedAsync(assignment, before, api);
        if (before.Step == JobStep.Prepared)
        {
            ledger.Start(instance, assignment.JobUid, assignment.Fence);
            _callsSinceLaunch = 0;
            return before with { Step = JobStep.Launched };
        }

        bool ends = _launch!.Rank == 0 && before.Step == JobStep.Launched && ++_callsSinceLaunch >= CommandTakes;
        return ends && exitCode(_launch.JobName) is { } code ? before with { Step = JobStep.Finished, ExitCode = code } : before;
    }

    private JobReport Cleaned(JobReport before)
    {
        ledger.Clear(instance);
        return before with { Step = JobStep.Clean };
    }

    private void Forget()
    {
        ledger.Clear(instance);
        (_report, _launch) = (null, null);
    }

    private JobStep AtLeast(JobStep step) => _report!.Step > step ? _report.Step : step;
}
