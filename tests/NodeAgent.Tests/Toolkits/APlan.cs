using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>Plans of jobs on nodes that exist on paper only.</summary>
internal static class APlan
{
    public static ToolkitPlan Of(JobProperties job, int nodes, bool oneMachine = false, long fence = 7)
    {
        JobLaunch launch = Launch(job, nodes) with { Fence = fence };
        return ToolkitCatalog.Plan(Gang.Of(launch, JobPaths.Of(launch, Node("10.0.0.4"), "/shared"), oneMachine));
    }

    public static JobLaunch Launch(JobProperties job, int nodes) => new()
    {
        JobUid = "uid",
        Fence = 7,
        WorkspaceName = "ws",
        ExperimentName = "exp",
        JobName = "job",
        ClusterName = "c",
        Job = job with { JobOutputDirectoryPathSegment = "seg" },
        Nodes = [.. Enumerable.Range(0, nodes).Select(index => new GangMember($"tvm-{index}", $"10.0.0.{4 + index}"))],
        Rank = 0,
    };

    /// <summary>A node of Azure with four GPUs.</summary>
    public static NodeInstance Node(string address) => new()
    {
        Directory = "/mnt/batch/tasks/shared/LS_root",
        StateDirectory = "/state",
        Id = "1",
        Address = address,
        GpuCount = 4,
        BaseEnvironment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["TMPDIR"] = "/mnt/tmp", ["HOME"] = "/home/job" },
    };
}
