using System.Text.Json;
using BatchAi.Cli;
using BatchAi.Model;

namespace BatchAi.LocalHost;

/// <summary>Looks at the cluster, its nodes and the job, and makes a <see cref="DemoView"/> of them.</summary>
internal sealed class DemoWatch(BatchAiClient client, ClusterId cluster, JobId job) : IDisposable
{
    private const int OutputLines = 8;
    private readonly LastLines _output = new(OutputLines);
    private OutputTail? _tail;

    /// <summary>The last look at the job; null before it is accepted.</summary>
    public JobProperties? Job { get; private set; }

    /// <summary>The last look at the cluster.</summary>
    public ClusterProperties? Cluster { get; private set; }

    /// <summary>The most nodes seen at one time.</summary>
    public int MostNodes { get; private set; }

    /// <summary>The last lines of the job's output.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    public void Dispose() => _output.Dispose();

    public async Task<DemoView> LookAsync(string phase, CancellationToken cancellation)
    {
        Job = (await client.GetJobAsync(job, cancellation)).Properties;
        Cluster = (await client.GetClusterAsync(cluster, cancellation)).Properties;
        MostNodes = Math.Max(MostNodes, Cluster.CurrentNodeCount ?? 0);
        if (Job.ExecutionInfo is not null)
            await PumpAsync(cancellation);

        return new DemoView
        {
            Phase = phase,
            Cluster = Describe(Cluster),
            Nodes = await NodesAsync(Cluster, cancellation),
            Job = await DescribeAsync(Job, cancellation),
            Output = Output,
        };
    }

    private async Task PumpAsync(CancellationToken cancellation)
    {
        _tail ??= new OutputTail(client, job, OutputTail.MainFiles(), "stdouterr", _output, _output);
        try
        {
            await _tail.PumpAsync(cancellation);
        }
        catch (RequestRefusedException)
        {
            // The directory is made by the nodes: until then it cannot be listed. What matters is fetched at the end.
        }
    }

    private async Task<string> DescribeAsync(JobProperties now, CancellationToken cancellation)
    {
        string state = Wording.Of(now.ExecutionState);
        return now.ExecutionState == ExecutionState.Queued && await client.ExplainAsync(job, cancellation) is { } reason ? $"{state}: {reason}" : state;
    }

    private static string Describe(ClusterProperties now)
    {
        string counts = string.Join(", ", Counts(now).Where(count => count.Nodes > 0).Select(count => $"{count.Nodes} {count.State}"));
        return $"{Wording.Of(now.AllocationState)}, {now.CurrentNodeCount ?? 0} of {DemoBodies.Nodes} nodes" + (counts.Length == 0 ? "" : $": {counts}");
    }

    /// <summary>The API tells names and addresses of nodes, which of them the job holds, and how many are in each state: what that leaves open is shown as open.</summary>
    private async Task<IReadOnlyList<DemoNode>> NodesAsync(ClusterProperties now, CancellationToken cancellation)
    {
        List<RemoteLoginInformation> all = await LoginsAsync(cluster.ArmId, cancellation);
        bool held = Job is { ExecutionState: ExecutionState.Running or ExecutionState.Terminating };
        HashSet<string?> working = held ? [.. (await LoginsAsync(job.ArmId, cancellation)).Select(node => node.NodeId)] : [];
        string others = string.Join(" or ", Counts(now).Where(count => count.Nodes > 0 && count.State != "running").Select(count => count.State));
        return [.. all.Select(node => new DemoNode(
            node.NodeId ?? "-", node.IpAddress ?? "-", working.Contains(node.NodeId) ? "running" : others.Length > 0 ? others : held ? "running" : "ready"))];
    }

    private async Task<List<RemoteLoginInformation>> LoginsAsync(string path, CancellationToken cancellation) =>
        await client.PostListAsync($"{path}/listRemoteLoginInformation", "", cancellation)
            .Select(raw => raw.Deserialize(ModelJson.Default.RemoteLoginInformation)!)
            .ToListAsync(cancellation);

    private static IEnumerable<(string State, int Nodes)> Counts(ClusterProperties now)
    {
        NodeStateCounts counts = now.NodeStateCounts ?? new NodeStateCounts();
        return
        [
            ("preparing", counts.PreparingNodeCount), ("idle", counts.IdleNodeCount), ("running", counts.RunningNodeCount),
            ("leaving", counts.LeavingNodeCount), ("unusable", counts.UnusableNodeCount),
        ];
    }
}
