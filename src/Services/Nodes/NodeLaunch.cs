using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Hands a node what it needs to run its part of the attempt it holds, secrets resolved.</summary>
public sealed class NodeLaunch(NodeSessions sessions, FactStore facts, ITableStore store, ISecretStore secrets)
{
    /// <exception cref="ApiException">
    /// 401: unknown token. 404: the node does not hold this attempt, or held it before it was started anew. 410: the
    /// node is gone.
    /// </exception>
    public async Task<JobLaunch> LaunchAsync(string tokenText, string jobUid, long fence, CancellationToken cancellation)
    {
        NodeToken token = NodeToken.TryParse(tokenText, out NodeToken? parsed) ? parsed : throw NodeErrors.UnknownToken;
        Row<NodeFacts> self = await sessions.RequireAsync(token, cancellation);
        if (
            !Uids.IsUid(jobUid)
            || await facts.RunningJobAsync(token.ClusterUid, jobUid, cancellation) is not { Value: var job }
            || job.Fence != fence)
            throw NodeErrors.NotHeld;

        // Reserved was an earlier boot: what it launched is gone, and this one must not launch the same attempt again.
        int rank = job.Nodes.ToList().FindIndex(node => node.Ordinal == token.Ordinal && node.Epoch == self.Value.Epoch);
        Row<JobRow>? row = await store.FindAsync<JobRow>(
            Tables.Resources,
            ResourceKeys.Partition(job.Id.Experiment.Workspace),
            ResourceKeys.Job(job.Id),
            cancellation);
        if (rank < 0 || row is null || row.Value.Uid != jobUid)
            throw NodeErrors.NotHeld;

        return new JobLaunch
        {
            JobUid = jobUid,
            Fence = fence,
            WorkspaceName = job.Id.Experiment.Workspace.Name,
            ExperimentName = job.Id.Experiment.Name,
            JobName = job.Id.Name,
            ClusterName = row.Value.Cluster.Name,
            Job = row.Value.Properties,
            Secrets = await secrets.LoadAsync(jobUid, cancellation),
            FileServers = await FileServerAddresses.OfAsync(store, row.Value.Properties.MountVolumes, cancellation),
            Nodes = await MembersAsync(token.ClusterUid, job, self.Value, cancellation),
            Rank = rank,
            Attempt = job.Attempts,
            PreviousAttempt = job.PreviousAttempt,
        };
    }

    /// <summary>
    /// Public keys of the gang are for its nodes only, and only for those that have one themselves: nodes of one machine need none, and
    /// are spared the reading.
    /// </summary>
    private async Task<IReadOnlyList<GangMember>> MembersAsync(
        string clusterUid, JobFacts job, NodeFacts self, CancellationToken cancellation)
    {
        IReadOnlyList<Row<NodeFacts>> known =
            self.ReportOn(job.Uid, job.Fence)?.Shell is null ? [] : await facts.NodesAsync(clusterUid, cancellation);
        return [.. job.Nodes.Select(node => new GangMember(node.NodeId, node.Address) { Shell = ShellOf(node) })];

        ShellEnd? ShellOf(GangNode node) => known
            .FirstOrDefault(row => row.Value.Ordinal == node.Ordinal && row.Value.Epoch == node.Epoch)?
            .Value.ReportOn(job.Uid, job.Fence)?.Shell;
    }
}
