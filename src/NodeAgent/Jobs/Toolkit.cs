using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>How jobs of one kind are run.</summary>
/// <param name="Runs">True when a job is of this kind.</param>
/// <param name="ProcessCount">Processes of the whole job; the hostfile spreads them over the nodes.</param>
/// <param name="Plan">What this node runs, null when it only holds still.</param>
internal sealed record Toolkit(Func<JobProperties, bool> Runs, Func<JobLaunch, int> ProcessCount, Func<JobLaunch, ProcessPlan?> Plan);
