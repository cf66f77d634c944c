namespace BatchAi.Cli;

/// <summary>
/// Asks before the default cluster may grow beyond this machine: nodes of a local server are processes that share it, and
/// a slip of the finger (<c>-n 100</c>) would start as many.
/// </summary>
/// <param name="isAgreed"><c>--yes</c>.</param>
internal sealed class LargeCluster(Session session, bool isAgreed)
{
    private bool _isAgreed = isAgreed;

    /// <summary>As many nodes as nobody is asked about; null where the nodes are other machines.</summary>
    private int? Most =>
        session.Server.IsLocal ? Math.Max(session.Environment.Processors, DefaultResources.MaximumNodes) : null;

    /// <summary>Returns when so many nodes are few enough, or the user agrees, which holds from then on.</summary>
    /// <exception cref="CliException">The user does not agree, or cannot be asked.</exception>
    public async Task RequireAgreementAsync(int nodes, CancellationToken cancellation)
    {
        if (_isAgreed || Most is not { } most || nodes <= most)
            return;

        string why =
            $"the job needs {nodes} nodes, and this machine has {session.Environment.Processors} processors for all nodes of cluster "
            + session.Cluster.Name;
        if (session.Environment.ReadLine is not { } read)
            throw CliException.Usage($"{why}: say --yes to let the cluster have so many, or take another one with -c.");

        await session.Error.WriteLineAsync($"{why}. Let the cluster have so many? [y/N]");
        string answer = (await Task.Run(read, CancellationToken.None).WaitAsync(cancellation))?.Trim() ?? "";
        if (!answer.Equals("y", StringComparison.OrdinalIgnoreCase) && !answer.Equals("yes", StringComparison.OrdinalIgnoreCase))
            throw new CliException(ExitCodes.Failed, "the cluster was left as it is, and no job was started.");
        _isAgreed = true;
    }
}
