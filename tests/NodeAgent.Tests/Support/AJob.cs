using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>Jobs with all that does not matter to a test filled in: one node, output on the share acct/logs.</summary>
internal static class AJob
{
    public const string Segment = "sub/group/workspaces/ws/experiments/exp/jobs/job/uuid";

    public static JobLaunch On(
        Machine machine,
        string commandLine,
        long fence = 1,
        string uid = "job-uid",
        IReadOnlyList<GangMember>? nodes = null) =>
        new()
        {
            JobUid = uid,
            Fence = fence,
            WorkspaceName = "ws",
            ExperimentName = "exp",
            JobName = "job",
            ClusterName = "cluster",
            Nodes = nodes ?? [new GangMember(machine.Api.Node("1").NodeId, "127.0.0.1")],
            Rank = 0,
            Job = new JobProperties
            {
                NodeCount = nodes?.Count ?? 1,
                ToolType = "custom",
                CustomToolkitSettings = new CustomToolkitSettings { CommandLine = commandLine },
                StdOutErrPathPrefix = "$AZ_BATCHAI_JOB_MOUNT_ROOT/logs",
                JobOutputDirectoryPathSegment = Segment,
                MountVolumes = new MountVolumes
                {
                    AzureFileShares =
                    [
                        new AzureFileShareReference
                        {
                            AccountName = "acct",
                            AzureFileUrl = "https://acct.file.core.windows.net/logs",
                            RelativeMountPath = "logs",
                        },
                    ],
                },
                EnvironmentVariables = [machine.Marker],
            },
        };

    public static JobLaunch With(this JobLaunch launch, Func<JobProperties, JobProperties> change) =>
        launch with
        {
            Job = change(launch.Job),
        };

    /// <summary>Where the job's own output lies, seen from the volume.</summary>
    public static string Output(this Machine machine, string file) =>
        Path.Combine(machine.Volumes, "acct", "logs", Segment, "stdouterr", file);

    public static string Read(this Machine machine, string file) => File.ReadAllText(machine.Output(file));
}
