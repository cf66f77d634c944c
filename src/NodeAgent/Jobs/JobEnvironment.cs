using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// What the processes of a job see (runtime contract, sections 2 to 4), worked out in the order that the contract gives:
/// built-in variables, directories, the user's variables, secrets.
/// </summary>
internal sealed record JobEnvironment
{
    /// <summary>Holds secrets.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required string StdOutErrDirectory { get; init; }

    /// <summary>What has to exist before the job starts: the standard output's directory and the output directories.</summary>
    public required IReadOnlyList<string> OutputDirectories { get; init; }

    /// <param name="oneMachine">The nodes are processes of one machine.</param>
    /// <param name="process">What one process sees beside the rest; the user's variables may refer to it.</param>
    public static JobEnvironment Of(
        JobLaunch launch, NodeInstance node, JobPaths paths, bool oneMachine, IReadOnlyDictionary<string, string>? process = null)
    {
        JobProperties job = launch.Job;
        string segment = job.JobOutputDirectoryPathSegment ?? launch.JobUid;
        Dictionary<string, string> known = BuiltIn(launch, node, paths);

        string stdOutErr = Below(Expander.Expand(job.StdOutErrPathPrefix ?? "", known), segment, "stdouterr");
        known["AZ_BATCHAI_STDOUTERR_DIR"] = stdOutErr;
        foreach (InputDirectory input in job.InputDirectories ?? [])
            known[$"AZ_BATCHAI_INPUT_{input.Id}"] = Expander.Expand(input.Path ?? "", known);

        List<string> directories = [stdOutErr];
        foreach (OutputDirectory output in job.OutputDirectories ?? [])
        {
            directories.Add(
                Below(Expander.Expand(output.PathPrefix ?? "", known), segment, "outputs", (output.PathSuffix ?? "").Trim('/')));
            known[$"AZ_BATCHAI_OUTPUT_{output.Id}"] = directories[^1];
        }

        foreach ((string name, string value) in process ?? new Dictionary<string, string>())
            known[name] = value;

        Dictionary<string, string> variables = ProcessVariables.Of(
            [.. node.BaseEnvironment, .. JobTools.Variables(paths.Tools, oneMachine)],
            known,
            job.EnvironmentVariables,
            job.Secrets,
            name => launch.Secrets.GetValueOrDefault(SecretSlots.Variable(name)),
            scratch: paths.ScratchFiles);
        variables["PATH"] = $"{paths.Tools}:{variables["PATH"]}";
        return new JobEnvironment { Variables = variables, StdOutErrDirectory = stdOutErr, OutputDirectories = directories };
    }

    private static Dictionary<string, string> BuiltIn(JobLaunch launch, NodeInstance node, JobPaths paths)
    {
        GangMember self = launch.Nodes[launch.Rank];
        string master = launch.Nodes[0].Address;
        string gpus = $"{node.GpuCount}";
        string isMaster = launch.Rank == 0 ? "true" : "false";
        string addresses = string.Join(',', launch.Nodes.Select(member => member.Address));
        Dictionary<string, string> variables = new()
        {
            [PathBelowMountRoot.ClusterVariable] = paths.MountRoot,
            [PathBelowMountRoot.JobVariable] = paths.JobMountRoot,
            ["AZ_BATCHAI_JOB_TEMP"] = paths.Temporary,
            ["AZ_BATCHAI_JOB_TEMP_DIR"] = paths.AllJobs,
            ["AZ_BATCHAI_JOB_WORK_DIR"] = paths.WorkingDirectory,
            ["AZ_BATCHAI_SHARED_JOB_TEMP"] = paths.Shared,
            ["AZ_BATCHAI_MPI_HOST_FILE"] = paths.Hostfile,
            ["AZ_BATCHAI_NUM_GPUS"] = gpus,
            ["AZ_BATCHAI_NUM_GPUS_PER_NODE"] = gpus,
            ["AZ_BATCHAI_CLUSTER_NAME"] = launch.ClusterName,
            ["AZ_BATCHAI_NODE_IP"] = self.Address,
            ["AZ_BATCHAI_MPI_MASTER_NODE"] = master,
            ["AZ_BATCHAI_JOB_MASTER_NODE_IP"] = master,
            ["AZ_BATCHAI_IS_CURRENT_NODE_MASTER"] = isMaster,
            ["AZ_BATCH_HOST_LIST"] = addresses,
            ["AZ_BATCH_NODE_LIST"] = string.Join(';', launch.Nodes.Select(member => member.Address)),
            ["AZ_BATCH_MASTER_NODE"] = master,
            ["AZ_BATCH_IS_CURRENT_NODE_MASTER"] = isMaster,
            ["AZ_BATCH_NODE_ID"] = self.NodeId,
        };
        if (launch.Attempt is { } attempt)
            variables["AZ_BATCHAI_JOB_ATTEMPT"] = $"{attempt}";
        return variables;
    }

    private static string Below(string prefix, params string[] parts) =>
        string.Join('/', [prefix.TrimEnd('/'), .. parts.Where(part => part.Length > 0)]);
}
