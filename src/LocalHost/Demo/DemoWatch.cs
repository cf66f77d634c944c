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
            Nodes = await NodesAsync(cancellation),
            Job = await DescribeAsync(Job, cancellation),
            Output = Output,
        };
    }

    private async Task PumpAsync(CancellationToken cancellation)
    {
        var shown = new TextOutput(_output);
        _tail ??= new OutputTail(client, job, LogFiles.Main, "stdouterr", shown, shown);
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
        return now.ExecutionState == ExecutionState.Queued && await client.ExplainAsync(job, cancellation) is { } reason
            ? $"{state}: {reason}"
            : state;
    }

    private static string Describe(ClusterProperties now)
    {
        string counts = string.Join(", ", Counts(now).Where(count => count.Nodes > 0).Select(count => $"{count.Nodes} {count.State}"));
        return $"{Wording.Of(now.AllocationState)}, {now.CurrentNodeCount ?? 0} of {DemoBodies.Nodes} nodes"
            + (counts.Length == 0 ? "" : $": {counts}");
    }

    private async Task<IReadOnlyList<DemoNode>> NodesAsync(CancellationToken cancellation) =>
        await client
            .ListNodesAsync(cluster, cancellation)
            .Select(node => new DemoNode(node.NodeId, node.IpAddress ?? "-", node.State))
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
