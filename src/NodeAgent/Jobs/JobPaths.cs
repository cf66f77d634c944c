using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Where one attempt lives on this node (runtime contract, section 1). Short, because some programs keep paths in
/// fixed-size fields.
/// </summary>
internal sealed record JobPaths
{
    /// <summary>A socket's path must fit 108 bytes, and programs append their own names.</summary>
    private const int LongestTemporary = 70;

    public required string MountRoot { get; init; }

    /// <summary>Parent of the temporary directories of all jobs.</summary>
    public required string AllJobs { get; init; }

    public required string Temporary { get; init; }

    /// <summary>TMPDIR of the job's processes.</summary>
    public required string ScratchFiles { get; init; }

    /// <summary>The same directory for all nodes of the attempt, and a new one for every attempt.</summary>
    public required string Shared { get; init; }

    public string JobMountRoot => Path.Combine(Temporary, "mounts");

    public string WorkingDirectory => Path.Combine(Temporary, "wd");

    public string Hostfile => Path.Combine(Temporary, "hostfile");

    /// <summary>The same nodes for MPICH and Intel MPI.</summary>
    public string HydraHostfile => Path.Combine(Temporary, "hostfile.hydra");

    /// <summary><see cref="JobTools"/>.</summary>
    public string Tools => Path.Combine(Temporary, "bin");

    /// <summary><see cref="ShellFiles"/>.</summary>
    public string Shell => Path.Combine(Temporary, "ssh");

    /// <summary>
    /// What the processes of each node see, by its address, without secrets: where all nodes are on one machine, the remote shell
    /// starts processes there.
    /// </summary>
    public string NodeEnvironments => Path.Combine(Shared, ".nodes");

    public static JobPaths Of(JobLaunch launch, NodeInstance node, string sharedDirectory)
    {
        string allJobs = AllJobsOf(node);
        string attempt = JobRecord.AttemptOf(launch.JobUid, launch.Fence);
        string scratch = Path.Combine(node.BaseEnvironment["TMPDIR"], $"j{launch.Fence}");
        return new JobPaths
        {
            MountRoot = MountRootOf(node),
            AllJobs = allJobs,
            Temporary = Path.Combine(allJobs, launch.WorkspaceName, launch.ExperimentName, launch.JobName),
            ScratchFiles = scratch.Length <= LongestTemporary ? scratch : $"/tmp/batchai-{NodeBoot.HashOf(node.Directory + attempt)[..12]}",
            Shared = Path.Combine(sharedDirectory, attempt),
        };
    }

    public static string AllJobsOf(NodeInstance node) => Path.Combine(node.Directory, "jobs");

    /// <summary>Beside the jobs, so that what cannot be removed can be moved there.</summary>
    public static SetAside SetAsideOf(NodeInstance node) => new(Path.Combine(node.Directory, "set-aside"));

    public static string MountRootOf(NodeInstance node) => Path.Combine(node.Directory, "mounts");
}
