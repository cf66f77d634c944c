using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// Everything between an assignment and a node that is ready for launch, in order. Each step may be done twice; each is
/// recorded right after it.
/// </summary>
internal sealed class PreparationSteps
{
    private const UnixFileMode EverybodyWithoutMoving = (UnixFileMode)0b1_111_111_111;

    private const UnixFileMode EverybodyMayRead = (UnixFileMode)0b110_100_100;

    private readonly (PreparationStage Stage, Func<JobAttempt, JobLaunch, CancellationToken, Task<StepFailure?>> Do)[] _steps;
    private readonly NodeInstance _node;
    private readonly AgentConfig _config;
    private readonly IVolumeMounter _mounter;
    private readonly RunPlaces _runs;
    private readonly LeftBehind _left;
    private readonly GangShell _shell;
    private readonly JobUser? _user;

    public PreparationSteps(
        NodeInstance node, AgentConfig config, IVolumeMounter mounter, RunPlaces runs, LeftBehind left, GangShell shell, JobUser? user)
    {
        (_node, _config, _mounter, _runs, _left, _shell, _user) = (node, config, mounter, runs, left, shell, user);
        _steps =
        [
            (PreparationStage.Announced, Quick(Announce)),
            (PreparationStage.Directories, Quick(MakeDirectories)),
            (PreparationStage.Mounts, MountAsync),
            (PreparationStage.Outputs, Quick(MakeOutputs)),
            (PreparationStage.Hostfile, Quick(WriteHostfile)),
            (PreparationStage.Container, Quick(CheckContainer)),
            (PreparationStage.Shell, OpenShellAsync),
            (PreparationStage.Preparation, PrepareAsync),
            (PreparationStage.Gang, MeetAsync),
        ];
    }

    /// <summary>Goes on after the last recorded step; null once the node is prepared.</summary>
    public async Task<StepFailure?> RunAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        foreach ((PreparationStage stage, var step) in _steps.Where(step => step.Stage > attempt.Record.Stage))
        {
            if (await step(attempt, launch, cancellation) is { } failure)
                return failure;

            attempt.Update(attempt.Record with { Stage = stage });
        }
        return null;
    }

    private static Func<JobAttempt, JobLaunch, CancellationToken, Task<StepFailure?>> Quick(
        Func<JobAttempt, JobLaunch, StepFailure?> step) => (attempt, launch, _) => Task.FromResult(step(attempt, launch));

    private StepFailure? Announce(JobAttempt attempt, JobLaunch launch)
    {
        attempt.Log.Say(
            $"job {launch.WorkspaceName}/{launch.ExperimentName}/{launch.JobName}, attempt {launch.Attempt ?? launch.Fence}, "
            + $"node {launch.Rank + 1} of {launch.Nodes.Count}: {launch.Nodes[launch.Rank].NodeId}"
        );
        if (launch.PreviousAttempt is { } before)
            attempt.Log.Say(
                $"the attempt before ended with {(before.ExitCode is { } code ? $"exit code {code}" : "no exit code")}"
                + string.Concat((before.Errors ?? []).Select(error => $": {error.Message}")));
        return Toolkits.Given(launch.Job).Any() ? null : new StepFailure(JobErrors.ToolkitNotSupported);
    }

    private StepFailure? MakeDirectories(JobAttempt attempt, JobLaunch launch)
    {
        string[] names = [launch.WorkspaceName, launch.ExperimentName, launch.JobName];
        if (!names.All(RelativePath.IsName))
            return StepFailure.Internal("the names of the job cannot be directories");

        JobPaths paths = PathsOf(launch);
        // The parents of its directory, too: the job could take the right to pass through them from everybody.
        List<string> temporary = [paths.AllJobs, paths.ScratchFiles];
        if (launch.Rank == 0)
            temporary.Add(paths.Shared);
        attempt.Update(attempt.Record with { TemporaryDirectories = temporary });

        // Whatever jobs left here before; no two attempts share a node.
        if (!_left.Remove(paths.AllJobs) || !_left.Remove(paths.ScratchFiles))
            return StepFailure.Internal(_left.Problem!.Message!);
        foreach (
            string directory in (string[])
                [
                    paths.MountRoot,
                    paths.JobMountRoot,
                    paths.WorkingDirectory,
                    paths.Shared,
                    _node.BaseEnvironment["TMPDIR"],
                    paths.ScratchFiles,
                    _node.BaseEnvironment["HOME"],
                ])
        {
            // A job may have put something else in the place of the directories that it shares with the next.
            if (Path.Exists(directory) && !Directory.Exists(directory) && !_left.Remove(directory))
                return StepFailure.Internal(_left.Problem!.Message!);

            Directory.CreateDirectory(directory);
        }
        Directory.CreateSymbolicLink(Path.Combine(paths.Temporary, "shared"), paths.Shared);
        GiveToJob(paths);
        attempt.Log.Say($"made {paths.Temporary}");
        return null;
    }

    /// <summary>
    /// The job may write everywhere in its temporary directory, but not move away what mounts hang on: then they would
    /// not be found again.
    /// </summary>
    private void GiveToJob(JobPaths paths)
    {
        if (_user is null)
            return;

        foreach (string directory in (string[])[paths.WorkingDirectory, paths.Shared, paths.ScratchFiles, _node.BaseEnvironment["HOME"]])
            _user.Own(directory);
        File.SetUnixFileMode(paths.Temporary, EverybodyWithoutMoving);
    }

    private async Task<StepFailure?> MountAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        string root = PathsOf(launch).JobMountRoot;
        foreach (VolumeMount volume in VolumeMounts.Of(launch.Job.MountVolumes, launch.Secrets, launch.FileServers))
        {
            // On disk before it is there: what is mounted and forgotten would be emptied with the directory it is in.
            if (
                volume.Problem is null
                && volume.MountPointBelow(root) is var mountPoint
                && !attempt.Record.MountPoints.Contains(mountPoint))
                attempt.Update(attempt.Record with { MountPoints = [.. attempt.Record.MountPoints, mountPoint] });
            switch (await _mounter.MountAsync(volume, root, cancellation))
            {
                case MountOutcome.Mounted mounted:
                    attempt.Log.Say($"mounted {volume.Title} at {mounted}");
                    break;
                case MountOutcome.Failed(var reason):
                    return MountErrors.For(volume, reason);
            }
        }
        return null;
    }

    private StepFailure? MakeOutputs(JobAttempt attempt, JobLaunch launch)
    {
        JobEnvironment environment = EnvironmentOf(launch, PathsOf(launch));
        foreach (string directory in environment.OutputDirectories)
        {
            if (OutputProblem(PathsOf(launch), directory) is { } problem)
                return new StepFailure(
                    JobErrors.SetupFailed(
                        "JobOutputDirectoryError",
                        "Unable to create the output directories of the job",
                        $"{directory}: {problem}"));
        }

        string logFile = Path.Combine(environment.StdOutErrDirectory, $"execution-{launch.Nodes[launch.Rank].NodeId}.log");
        attempt.Log.Open(logFile);
        attempt.Update(attempt.Record with { LogFile = logFile });
        attempt.Log.Say($"output goes to {environment.StdOutErrDirectory}");
        return SpaceProblem(launch.Job, environment);
    }

    /// <summary>
    /// Told before anything of the job runs: some variables grow beyond what Linux takes when what they refer to is put in.
    /// </summary>
    private static StepFailure? SpaceProblem(JobProperties job, JobEnvironment environment) =>
        ProcessSpace.ProblemOf(job.CustomToolkitSettings?.CommandLine ?? "", environment.Variables) is { } problem
            ? StepFailure.NotStarted("The job", new RunEnd.NotStarted(problem) { Code = ProcessSpace.TooLarge })
            : null;

    private string? OutputProblem(JobPaths paths, string directory)
    {
        if (OutputPath.ProblemOf(directory, _mounter, paths.MountRoot, paths.JobMountRoot) is { } problem)
            return problem;

        try
        {
            return JobUser.Act(_user, () =>
            {
                OutputPath.Make(directory);
                return (string?)null;
            });
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }

    /// <summary>What processes of the job need to find the other nodes and to start something there.</summary>
    private StepFailure? WriteHostfile(JobAttempt attempt, JobLaunch launch)
    {
        JobPaths paths = PathsOf(launch);
        int ranks = ToolkitCatalog.Plan(Gang.Of(launch, paths, _config.OneMachine)).Ranks;
        File.WriteAllText(paths.Hostfile, Hostfile.Of(launch.Nodes, ranks));
        File.WriteAllText(paths.HydraHostfile, Hostfile.ForHydra(launch.Nodes, ranks));
        foreach (string file in (string[])[paths.Hostfile, paths.HydraHostfile])
            File.SetUnixFileMode(file, EverybodyMayRead);
        JobTools.WriteTo(paths.Tools, _config.OneMachine);
        if (_config.OneMachine)
            JobUser.Act(_user, () => WriteEnvironment(attempt, launch, paths));
        attempt.Log.Say($"nodes: {string.Join(", ", launch.Nodes.Select(node => $"{node.NodeId} {node.Address}"))}");
        return null;
    }

    private bool WriteEnvironment(JobAttempt attempt, JobLaunch launch, JobPaths paths)
    {
        Directory.CreateDirectory(paths.NodeEnvironments);
        File.WriteAllText(
            Path.Combine(paths.NodeEnvironments, launch.Nodes[launch.Rank].Address), NodeEnvironmentOf(attempt, launch, paths));
        return true;
    }

    private string NodeEnvironmentOf(JobAttempt attempt, JobLaunch launch, JobPaths paths) =>
        NodeEnvironmentFile.Of(launch.Job, EnvironmentOf(launch, paths).Variables, _runs.MarkOf(attempt.Record.Attempt));

    private StepFailure? CheckContainer(JobAttempt attempt, JobLaunch launch)
    {
        if (launch.Job.ContainerSettings is not { } container)
            return null;

        string image = container.ImageSourceRegistry?.Image ?? "";
        if (_config.Containers == ContainerMode.Refuse)
            return new StepFailure(JobErrors.FailedStartingContainer(image, JobErrors.NoContainerRuntime));

        attempt.Log.Say($"no container runtime: the job runs on the host instead of in a container of {image}");
        return null;
    }

    private async Task<StepFailure?> OpenShellAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        JobPaths paths = PathsOf(launch);
        await _shell.OpenAsync(attempt, launch, paths, NodeEnvironmentOf(attempt, launch, paths), cancellation);
        return null;
    }

    private async Task<StepFailure?> MeetAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        await _shell.MeetAsync(attempt, launch, PathsOf(launch), cancellation);
        return null;
    }

    private async Task<StepFailure?> PrepareAsync(JobAttempt attempt, JobLaunch launch, CancellationToken cancellation)
    {
        if (launch.Job.JobPreparation?.CommandLine is not { Length: > 0 } command)
            return null;

        JobPaths paths = PathsOf(launch);
        JobEnvironment environment = EnvironmentOf(launch, paths);
        string node = launch.Nodes.Count == 1 ? "" : $"-{launch.Nodes[launch.Rank].NodeId}";
        SupervisedRun run = _runs.Of(attempt.Record.Attempt, JobParts.Preparation);
        attempt.Log.Say($"job preparation: {command}");
        await run.EnsureStartedAsync(
            new RunSpec
            {
                CommandLine = command,
                User = _user,
                Environment = environment.Variables,
                WorkingDirectory = paths.WorkingDirectory,
                OutputFile = Path.Combine(environment.StdOutErrDirectory, $"stdout-job_prep{node}.txt"),
                ErrorFile = Path.Combine(environment.StdOutErrDirectory, $"stderr-job_prep{node}.txt"),
                StopGraceSeconds = _config.StopGraceSeconds,
            },
            cancellation);

        RunEnd end = await run.WaitAsync(cancellation);
        attempt.Log.Say($"job preparation: {end}");
        return end switch
        {
            RunEnd.Exited { Code: 0 } => null,
            RunEnd.Exited { Code: var code } => new StepFailure(JobErrors.PreparationFailed, code),
            RunEnd.NotStarted notStarted => StepFailure.NotStarted("The job preparation", notStarted),
            _ => StepFailure.Internal("The processes of the job preparation vanished without an exit code"),
        };
    }

    private JobEnvironment EnvironmentOf(JobLaunch launch, JobPaths paths) =>
        JobEnvironment.Of(launch, _node, paths, _config.OneMachine);

    private JobPaths PathsOf(JobLaunch launch) => JobPaths.Of(launch, _node, _config.SharedDirectory);
}
