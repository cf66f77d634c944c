using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>
/// A node's agent, with pretended processes. It speaks the real protocol and keeps its rules (docs/agent-protocol.md): the highest fence it
/// has seen counts, an attempt is launched once, what it knows outlives every failed call, and 410 stops everything.
/// </summary>
public sealed class SimulatedNode(
    SimulatedMachine machine,
    Func<INodeApi> api,
    NodeBehaviour script,
    LaunchLedger ledger,
    TimeProvider clock)
{
    private readonly List<(long Fence, JobPhase Phase)> _told = [];
    private readonly List<ApiException> _refusals = [];
    private RegisterResponse? _session;
    private NodeAssignment? _assignment;
    private JobLaunch? _launch;
    private JobReport? _report;
    private JobReport? _reported;
    private string _boot = $"boot-{machine.Instance}";
    private long _highestFence;
    private bool _lastCallFailed;
    private DateTimeOffset _preparedAt;
    private DateTimeOffset _endsAt;

    /// <summary>Phases it was told, one after the other for each attempt, as <c>fence:phase</c>.</summary>
    public IReadOnlyList<string> Told => [.. _told.Select(told => $"{told.Fence}:{told.Phase}")];

    /// <summary>How calls were refused.</summary>
    public IReadOnlyList<ApiException> Refusals => _refusals;

    /// <summary>It does not call.</summary>
    public bool Silent { get; set; } = machine.IsDead;

    /// <summary>The platform has announced that it takes the machine: what runs is stopped without having been told.</summary>
    public bool EvictionNoticed { get; set; }

    /// <summary>It was told that it is no node any more.</summary>
    public bool Ended { get; private set; }

    private int Instance => machine.Instance;

    /// <summary>The machine starts again, with nothing of what ran.</summary>
    public void Reboot()
    {
        Forget();
        (_boot, _session, _highestFence) = (_boot + "'", null, 0);
    }

    /// <summary>The instance itself is gone, and all that ran there.</summary>
    public void Vanish()
    {
        Forget();
        Ended = true;
    }

    /// <summary>One call; one that fails changes nothing here, as a lost connection.</summary>
    public async Task StepAsync()
    {
        if (Silent || Ended || script.Silent)
            return;

        GoOn();
        _lastCallFailed = true;
        try
        {
            _session ??= await api().RegisterAsync(Registration(), default);
            SyncResponse answer = await api().SyncAsync(_session.Token, Report(), default);
            await ObeyAsync(answer.Assignment);
            _lastCallFailed = false;
        }
        catch (ApiException refused) when (refused.Status is 401 or 404 or 410)
        {
            _refusals.Add(refused);
            TakeIn(refused);
        }
        catch (StoreUnavailableException)
        {
            // Answered with 503; the same call is made again later.
        }
    }

    /// <summary>When it calls next of its own accord.</summary>
    internal DateTimeOffset NextCall()
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset regular = now + (_lastCallFailed && script.RetryAfter < script.CallEvery ? script.RetryAfter : script.CallEvery);
        if (!script.CallsAtOnce || _lastCallFailed || Silent || Ended || script.Silent)
            return regular;
        if (_report != _reported)
            return now;

        DateTimeOffset over = _report?.Step == JobStep.Preparing ? _preparedAt : _report?.Step == JobStep.Launched ? _endsAt : regular;
        return over > now && over < regular ? over : regular;
    }

    private RegisterRequest Registration() => new()
    {
        Protocol = 1,
        ClusterUid = machine.ClusterUid,
        InstanceId = $"{Instance}",
        BootId = _boot,
        KeyHash = "key",
        Proof = SimulatedNeighbours.Proof,
        Address = $"10.0.{Instance / 256}.{Instance % 256}",
    };

    private SyncRequest Report()
    {
        _reported = _report;
        return new SyncRequest
        {
            Protocol = 1,
            BootId = _boot,
            Epoch = _session!.Epoch,
            Status = NodeStatus.Ready,
            SentAt = clock.GetUtcNow(),
            Jobs = _report is null ? [] : [_report],
            EvictionNoticed = EvictionNoticed,
        };
    }

    private void TakeIn(ApiException refused)
    {
        if (refused.Status == 401)
            _session = null;
        if (refused.Status == 410)
        {
            Forget();
            Ended = true;
        }

        // 404: the attempt is not this boot's, and another answer follows.
    }

    private async Task ObeyAsync(NodeAssignment? assignment)
    {
        if (assignment is null)
        {
            Forget();
            return;
        }

        if (assignment.Fence < _highestFence)
            return;
        if (_told.Count == 0 || _told[^1] != (assignment.Fence, assignment.Phase))
            _told.Add((assignment.Fence, assignment.Phase));
        if (_report?.Fence != assignment.Fence)
            Forget();

        _highestFence = assignment.Fence;
        _report ??= new JobReport { JobUid = assignment.JobUid, Fence = assignment.Fence, Step = JobStep.Preparing };
        _assignment = assignment;
        if (assignment.Phase is JobPhase.Prepare or JobPhase.Launch && _launch is null)
            await BeginAsync(assignment);
        if (assignment.Phase == JobPhase.Stop && _report.Step < JobStep.Stopped)
            _report = _report with { Step = JobStep.Stopped };
        if (assignment.Phase == JobPhase.Clean)
            Clean();
        GoOn();
    }

    private async Task BeginAsync(NodeAssignment assignment)
    {
        _launch = await api().LaunchAsync(_session!.Token, assignment.JobUid, assignment.Fence, default);
        ledger.Prepare(Instance, assignment.JobUid, assignment.Fence);
        _preparedAt = clock.GetUtcNow() + script.PreparationTakes(_launch);
    }

    private void Clean()
    {
        ledger.Clear(Instance);
        _report = _report! with { Step = JobStep.Clean };
    }

    /// <summary>Goes as far as its orders and the time allow.</summary>
    private void GoOn()
    {
        if (_report is not { } report || _launch is not { } launch || _assignment?.Phase is not (JobPhase.Prepare or JobPhase.Launch))
            return;

        if (EvictionNoticed && _assignment.Phase == JobPhase.Launch)
        {
            if (report.Step < JobStep.Stopped)
                _report = report with { Step = JobStep.Stopped };
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        if (report.Step == JobStep.Preparing && now >= _preparedAt)
        {
            report = script.PreparationExitCode(launch) is not 0 and var failed
                ? report with { Step = JobStep.Finished, ExitCode = failed, Failure = JobErrors.PreparationFailed, EndedAt = now }
                : report with { Step = JobStep.Prepared };
        }

        if (report.Step == JobStep.Prepared && _assignment.Phase == JobPhase.Launch)
        {
            ledger.Start(Instance, report.JobUid, report.Fence);
            int awaited = script.AwaitedNodes(launch);
            report = report with { Step = JobStep.Launched, AwaitedNodes = awaited };
            _endsAt = launch.Rank < awaited ? now + script.CommandTakes(launch) : DateTimeOffset.MaxValue;
        }

        if (report.Step == JobStep.Launched && launch.Rank < (report.AwaitedNodes ?? 1))
            report = report with { IsQuiet = script.IsQuiet(launch), SomeEnded = script.SomeEnded(launch) };
        if (report.Step == JobStep.Launched && now >= _endsAt && script.ExitCode(launch) is { } code)
            report = report with { Step = JobStep.Finished, ExitCode = code, EndedAt = now };
        if (report != _report)
            _report = report;
    }

    private void Forget()
    {
        ledger.Clear(Instance);
        (_assignment, _launch, _report, _reported) = (null, null, null, null);
    }
}
