using System.Globalization;
using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Takes in a node's report and answers what it should be running. Repeats change nothing.</summary>
public sealed class NodeSync(
    NodeSessions sessions,
    FactStore facts,
    ITableStore store,
    Bells bells,
    IAssignmentSignal signal,
    ClusterTiming timing,
    TimeProvider clock)
{
    /// <exception cref="ApiException">401 or 410: see docs/agent-protocol.md.</exception>
    public async Task<SyncResponse> SyncAsync(string tokenText, SyncRequest request, CancellationToken cancellation)
    {
        NodeToken token = NodeToken.TryParse(tokenText, out NodeToken? parsed) ? parsed : throw NodeErrors.UnknownToken;

        // The caller may vanish at any moment. By then the report may be written, and its repetition is no news: the
        // bell must follow it in this call.
        bool changed = await TakeInAsync(token, request, CancellationToken.None);

        // Nobody waits any more for what an earlier call of this node is told.
        if (changed)
            signal.Overtake(token.ClusterUid, token.Ordinal);

        SyncResponse answer = await AnswerAsync(token, request, cancellation);
        if (changed || request.KnownVersion != answer.Version || answer.NextInSeconds > 0)
            return answer;

        using IAssignmentWait wait = signal.Arm(token.ClusterUid, token.Ordinal);
        answer = await AnswerAsync(token, request, cancellation);
        bool toldAtOnce = request.KnownVersion != answer.Version;
        return !toldAtOnce && await wait.WaitAsync(timing.Hold, cancellation) ? await AnswerAsync(token, request, cancellation) : answer;
    }

    /// <summary>True when the report said something new.</summary>
    private async Task<bool> TakeInAsync(NodeToken token, SyncRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            Row<NodeFacts> row = await sessions.RequireAsync(token, cancellation);
            NodeFacts before = row.Value;
            if (request.Epoch < before.Epoch || request.BootId != before.BootId)
                throw NodeErrors.OldEpoch;

            DateTimeOffset now = clock.GetUtcNow();
            NodeFacts after = Reported(before, request, now);
            bool news = !SameReport(before, after);
            if (!news && before.LastHeard + timing.Heartbeat > now)
                return false;

            (IReadOnlyList<JobFacts> attempts, bool cluster) = await ConcernedAsync(token.ClusterUid, before, after, cancellation);
            if (!await TryTellAsync(token.ClusterUid, row with { Value = after }, attempts, cancellation))
                continue;

            if (cluster)
                await bells.WakeClusterAsync(token.ClusterUid, cancellation);
            return news;
        }
    }

    /// <summary>
    /// Writes the report and hangs the bells of the attempts it is about in one write. False when another call of the
    /// node came first.
    /// </summary>
    private async Task<bool> TryTellAsync(
        string clusterUid,
        Row<NodeFacts> node,
        IReadOnlyList<JobFacts> attempts,
        CancellationToken cancellation)
    {
        EntityWrite report = RowStoreExtensions.Replace(node);
        if (attempts.Count > 0 && await facts.TryCommitAsync(clusterUid, [report, .. attempts.Select(bells.Hang)], cancellation))
        {
            foreach (JobFacts attempt in attempts)
                await bells.RaiseAsync(attempt, cancellation);
            return true;
        }

        // Without bells, or with one that hangs already.
        if (!await facts.TryCommitAsync(clusterUid, [report], cancellation))
            return false;

        foreach (JobFacts attempt in attempts)
            await bells.RingJobAsync(attempt, cancellation);
        return true;
    }

    private static NodeFacts Reported(NodeFacts before, SyncRequest request, DateTimeOffset now)
    {
        bool free = request.Status == NodeStatus.Ready && request.Jobs.All(job => job.Step == JobStep.Clean);
        return before with
        {
            Status = request.Status,
            Problem = request.Problem,
            Reports = [.. request.Jobs.Select(report => report with { EndedAt = EndOf(report, before, request, now) })],
            EvictionNoticed = request.EvictionNoticed,
            LastHeard = now,
            IdleSince = free ? before.IdleSince ?? now : null,
        };
    }

    /// <summary>
    /// When a part of a job ended, by the server's clock. The clocks of nodes may be off, but they tell how long ago
    /// something was; an agent that does not say reports at once. Once written it stays.
    /// </summary>
    private static DateTimeOffset? EndOf(JobReport report, NodeFacts before, SyncRequest request, DateTimeOffset now)
    {
        if (before.ReportOn(report.JobUid, report.Fence)?.EndedAt is { } known)
            return known;
        if (report.EndedAt is { } ended && request.SentAt is { } sent)
            return ended < sent ? now - (sent - ended) : now;

        return report.Step >= JobStep.Finished ? now : null;
    }

    private static bool SameReport(NodeFacts one, NodeFacts other) =>
        one.Status == other.Status
        && one.EvictionNoticed == other.EvictionNoticed
        && one.Problem?.Message == other.Problem?.Message
        && one.Reports.SequenceEqual(other.Reports, JobReportComparer.Instance);

    /// <summary>Whom the news concerns: the attempts it is about, and the cluster when the node's use changed.</summary>
    private async Task<(IReadOnlyList<JobFacts> Attempts, bool Cluster)> ConcernedAsync(
        string clusterUid,
        NodeFacts before,
        NodeFacts after,
        CancellationToken cancellation)
    {
        List<JobFacts> attempts = [];
        bool clusterToo = before.Status != after.Status || before.EvictionNoticed != after.EvictionNoticed;
        foreach (
            JobReport report in after.Reports.Where(report =>
                (report.Step is not (JobStep.Preparing or JobStep.Launched) || ChangedItsTone(before, report))
                && !JobReportComparer.Instance.Equals(before.ReportOn(report.JobUid, report.Fence), report)))
        {
            if (await facts.RunningJobAsync(clusterUid, report.JobUid, cancellation) is { } job && job.Value.Fence == report.Fence)
                attempts.Add(job.Value);
            else
                clusterToo = true;
        }

        return (attempts, clusterToo);
    }

    /// <summary>A launch alone changes nothing for the job; falling silent, speaking again, or an end amid silence may.</summary>
    private static bool ChangedItsTone(NodeFacts before, JobReport report)
    {
        return ToneOf(before.ReportOn(report.JobUid, report.Fence)) != ToneOf(report);

        static (bool IsQuiet, bool SomeEnded) ToneOf(JobReport? told) =>
            told is { IsQuiet: true } ? (true, told.SomeEnded) : (false, false);
    }

    private async Task<SyncResponse> AnswerAsync(NodeToken token, SyncRequest request, CancellationToken cancellation)
    {
        Row<AssignmentFacts>? row = await store.FindAsync<AssignmentFacts>(
            Tables.Assignments,
            token.ClusterUid,
            FactKeys.Assignment(token.Ordinal),
            cancellation);
        NodeAssignment? assignment = row is { Value: var held }
            ? new NodeAssignment
            {
                JobUid = held.JobUid,
                Fence = held.Fence,
                Phase = held.Phase,
            }
            : null;
        return new SyncResponse
        {
            Version = assignment is null
                ? "none"
                : string.Create(CultureInfo.InvariantCulture, $"{assignment.JobUid}-{assignment.Fence}-{(int)assignment.Phase}"),
            Assignment = assignment,
            NextInSeconds = await IsHeldAsync(token.ClusterUid, assignment, request, cancellation) ? 0 : timing.PollEvery.TotalSeconds,
        };
    }

    /// <summary>
    /// A node whose assignment is about to change should hear of it at once; for the others, a host may find holding
    /// the call too dear. About to change is that of a node that prepares, stops or cleans something, of one whose part
    /// of a job has ended, of one that is about to be taken away, and of an idle one in a cluster that is starting jobs.
    /// </summary>
    private async Task<bool> IsHeldAsync(string clusterUid, NodeAssignment? assignment, SyncRequest request, CancellationToken cancellation)
    {
        if (timing.Hold == TimeSpan.Zero || !timing.HoldOnlyInTransit || request.EvictionNoticed)
            return timing.Hold > TimeSpan.Zero;

        return assignment switch
        {
            { Phase: JobPhase.Launch } => request.Jobs.Any(report =>
                report.JobUid == assignment.JobUid && report.Fence == assignment.Fence && report.Step >= JobStep.Finished),
            not null => true,
            null => request.Status == NodeStatus.Ready && await facts.ControlAsync(clusterUid, cancellation) is { Value.Starting: true },
        };
    }
}

/// <summary>Two reports say the same when they agree on attempt, step, exit code, failure code, silence and ssh.</summary>
internal sealed class JobReportComparer : IEqualityComparer<JobReport>
{
    public static JobReportComparer Instance { get; } = new();

    public bool Equals(JobReport? x, JobReport? y) =>
        ReferenceEquals(x, y)
        || (
            x is not null
            && y is not null
            && x.JobUid == y.JobUid
            && x.Fence == y.Fence
            && x.Step == y.Step
            && x.ExitCode == y.ExitCode
            && x.IsQuiet == y.IsQuiet
            && x.SomeEnded == y.SomeEnded
            && x.Shell == y.Shell
            && x.Failure?.Code == y.Failure?.Code);

    public int GetHashCode(JobReport obj) => HashCode.Combine(obj.JobUid, obj.Fence, obj.Step, obj.ExitCode);
}
