using System.ComponentModel;
using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Cluster-level mounts and the setup task, once for every boot id: a restarted agent looks at what is recorded, or
/// goes on waiting for the running task. What the task leaves running is there for the jobs to come and ends with the node.
/// </summary>
internal sealed class NodeSetupKeeper(
    AgentState state,
    NodeInstance node,
    AgentConfig config,
    IVolumeMounter mounter,
    RunPlaces runs,
    JobUser? user,
    Doorbell reports,
    AgentLog log)
{
    /// <summary>Who the setup task and its daemons belong to: no job.</summary>
    public const string Owner = "node";

    private const string Part = "setup";

    private volatile SetupRecord? _end = JsonFile.TryRead(state.SetupFile, AgentJson.Default.SetupRecord);

    public NodeStatus Status => _end?.Status ?? NodeStatus.Preparing;

    public BatchAIError? Problem => _end?.Problem;

    /// <summary>Returns when the node is ready or unusable.</summary>
    public async Task RunAsync(RegisterResponse registration, CancellationToken cancellation)
    {
        if (_end is not null)
            return;

        BatchAIError? problem = await SetUpAsync(registration, cancellation);
        SetupRecord end = new() { Status = problem is null ? NodeStatus.Ready : NodeStatus.Unusable, Problem = problem };
        try
        {
            JsonFile.Write(state.SetupFile, end, AgentJson.Default.SetupRecord, AgentState.Lasts);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            end = new SetupRecord
            {
                Status = NodeStatus.Unusable,
                Problem = ProblemOf("NodeStateError", $"The node's state cannot be written: {refused.Message}"),
            };
        }
        log.Say($"node is {end.Status}{(end.Problem is null ? "" : $": {end.Problem.Code}: {end.Problem.Message}")}");
        _end = end;
        reports.Ring();
    }

    /// <summary>
    /// Ends the setup task with all that it left running, and takes the cluster's volumes away: this is no node any more.
    /// </summary>
    public async Task UndoAsync(RegisterResponse? registration, CancellationToken cancellation)
    {
        await runs.Of(Owner, Part).StopAsync(TimeSpan.FromSeconds(config.StopGraceSeconds), cancellation);
        await runs.SweepAsync(Owner, cancellation);
        foreach (VolumeMount volume in VolumesOf(registration?.Setup).Where(volume => volume.Problem is null))
            await mounter.UnmountAsync(volume.MountPointBelow(JobPaths.MountRootOf(node)), cancellation);
    }

    private async Task<BatchAIError?> SetUpAsync(RegisterResponse registration, CancellationToken cancellation)
    {
        try
        {
            string root = JobPaths.MountRootOf(node);
            Directory.CreateDirectory(root);
            foreach (VolumeMount volume in VolumesOf(registration.Setup))
            {
                switch (await mounter.MountAsync(volume, root, cancellation))
                {
                    case MountOutcome.Mounted mounted:
                        log.Say($"mounted {volume.Title} at {mounted}");
                        break;
                    case MountOutcome.Failed(var reason):
                        return MountErrors.For(volume, reason).Error;
                }
            }
            return registration.Setup.NodeSetup?.SetupTask is { CommandLine.Length: > 0 } task
                ? await RunTaskAsync(task, registration, cancellation)
                : null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return ProblemOf("NodeSetupError", $"The node could not be set up: {trouble.Message}");
        }
    }

    private static IReadOnlyList<VolumeMount> VolumesOf(NodeSetupLaunch? setup) =>
        setup is null ? [] : VolumeMounts.Of(setup.NodeSetup?.MountVolumes, setup.Secrets, setup.FileServers);

    private async Task<BatchAIError?> RunTaskAsync(SetupTask task, RegisterResponse registration, CancellationToken cancellation)
    {
        Dictionary<string, string> known = new()
        {
            [PathBelowMountRoot.ClusterVariable] = JobPaths.MountRootOf(node),
            ["AZ_BATCHAI_CLUSTER_NAME"] = registration.Setup.ClusterName,
            ["AZ_BATCHAI_NUM_GPUS"] = $"{node.GpuCount}",
            ["AZ_BATCHAI_NODE_IP"] = node.Address,
            ["AZ_BATCH_NODE_ID"] = registration.NodeId,
        };
        string output = Path.Combine(
            Expander.Expand(task.StdOutErrPathPrefix ?? "", known).TrimEnd('/'),
            (task.StdOutErrPathSuffix ?? "").Trim('/'));
        if (OutputPath.ProblemOf(output, mounter, JobPaths.MountRootOf(node)) is { } problem)
            return ProblemOf("NodeSetupError", $"The setup task's stdOutErrPathPrefix cannot be used: {output}: {problem}");

        string workingDirectory = Path.Combine(node.Directory, "startup", "wd");
        // On a volume it lies where jobs write: as theirs, it neither keeps them out nor follows a link that one laid.
        JobUser? writer = mounter.HasVolume(output, JobPaths.MountRootOf(node)) ? user : null;
        foreach (string directory in (string[])[workingDirectory, node.BaseEnvironment["HOME"], node.BaseEnvironment["TMPDIR"]])
            Directory.CreateDirectory(directory);

        JobUser.Act(writer, () => OutputPath.Make(output));

        SupervisedRun run = runs.Of(Owner, Part);
        await run.EnsureStartedAsync(
            new RunSpec
            {
                CommandLine = task.CommandLine ?? "",
                Environment = ProcessVariables.Of(
                    node.BaseEnvironment,
                    known,
                    task.EnvironmentVariables,
                    task.Secrets,
                    name => registration.Setup.Secrets.GetValueOrDefault(SecretSlots.SetupVariable(name))),
                OutputUser = writer,
                WorkingDirectory = workingDirectory,
                OutputFile = Path.Combine(output, $"stdout-{registration.NodeId}.txt"),
                ErrorFile = Path.Combine(output, $"stderr-{registration.NodeId}.txt"),
                StopGraceSeconds = config.StopGraceSeconds,
                LeavesProcesses = true,
            },
            cancellation);
        return await run.WaitForCommandAsync(cancellation) switch
        {
            RunEnd.Exited { Code: 0 } => null,
            RunEnd.Exited { Code: var code } => ProblemOf(
                "SetupTaskFailed",
                $"The setup task failed with exit code {code} on node {registration.NodeId}"),
            RunEnd.NotStarted { Code: { } code, Problem: var reason } => ProblemOf(
                code,
                $"The setup task could not be started on node {registration.NodeId}: {reason}"),
            var end => ProblemOf("SetupTaskFailed", $"The setup task on node {registration.NodeId}: {end}"),
        };
    }

    private static BatchAIError ProblemOf(string code, string message) => new() { Code = code, Message = message };
}
