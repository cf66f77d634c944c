using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>What a toolkit is told of the job and the nodes it starts on; equal on every node, so that all come to the same plan.</summary>
internal sealed record Gang
{
    /// <summary>What the old service used, and what its users' scripts may still expect.</summary>
    private const int FirstPort = 2222;

    /// <summary>On one machine: below the range from which Linux hands out ports by itself, 32768 to 60999.</summary>
    private const int FirstSharedPort = 20000;

    private const int SharedPorts = 10000;

    public required JobProperties Job { get; init; }

    /// <summary>In rank order, the master first.</summary>
    public required IReadOnlyList<GangMember> Nodes { get; init; }

    /// <summary>Names the attempt.</summary>
    public required string Attempt { get; init; }

    /// <summary>The directory that all nodes of the attempt share.</summary>
    public required string SharedDirectory { get; init; }

    /// <summary>
    /// True when the nodes are processes of one machine. A port then belongs to one process only, whatever address it listens on.
    /// </summary>
    public required bool OneMachine { get; init; }

    public string Master => Nodes[0].Address;

    public static Gang Of(JobLaunch launch, JobPaths paths, bool oneMachine) => new()
    {
        Job = launch.Job,
        Nodes = launch.Nodes,
        Attempt = JobRecord.AttemptOf(launch.JobUid, launch.Fence),
        SharedDirectory = paths.Shared,
        OneMachine = oneMachine,
    };

    /// <summary>
    /// Where a process listens: counted from 2222 on each node, as the old service did. On one machine it is counted over all nodes,
    /// from a number that follows from the attempt, so that other jobs rarely meet it.
    /// </summary>
    /// <param name="onNode">How many ports of this node are taken already.</param>
    /// <param name="inJob">How many ports of the job are taken already.</param>
    public int Port(int onNode, int inJob) => OneMachine
        ? FirstSharedPort + (Convert.ToInt32(NodeBoot.HashOf(Attempt)[..7], 16) % SharedPorts) + inJob
        : FirstPort + onNode;
}
