namespace BatchAi.NodeAgent;

/// <summary>The machine the agent runs on: what its cloud put into the environment and the instance directory.</summary>
internal sealed record NodeInstance
{
    public const string DirectoryVariable = "BATCHAI_INSTANCE_DIR";

    /// <summary>BATCHAI_INSTANCE_DIR: everything of this node lives below it.</summary>
    public required string Directory { get; init; }

    /// <summary>Where the agent keeps what it must know after a restart.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>BATCHAI_INSTANCE_ID.</summary>
    public required string Id { get; init; }

    /// <summary>BATCHAI_ADDRESS: where the other nodes reach this one.</summary>
    public required string Address { get; init; }

    public int GpuCount { get; init; }

    /// <summary>What every process of a job starts with; nothing else of the agent's own environment reaches it.</summary>
    public required IReadOnlyDictionary<string, string> BaseEnvironment { get; init; }

    /// <summary>
    /// What the cloud calls this boot, in the file <c>boot-id</c>; empty where it writes none. It changes when the
    /// cloud found nothing of the instance alive, which is also so when an agent without jobs was lost: see
    /// <see cref="NodeBoot"/>.
    /// </summary>
    public string ReadCloudBootId()
    {
        string file = Path.Combine(Directory, "boot-id");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    /// <summary>Null and one line that says which variable is missing, or the instance.</summary>
    public static NodeInstance? TryFrom(IReadOnlyDictionary<string, string> environment, out string problem)
    {
        string? missing = s_required.FirstOrDefault(name => environment.GetValueOrDefault(name) is not { Length: > 0 });
        string directory = environment.GetValueOrDefault(DirectoryVariable) ?? "";
        problem = missing is not null ? $"the environment variable {missing} is not set"
            : !Path.IsPathRooted(directory) ? $"{DirectoryVariable} is '{directory}', but must be an absolute path"
            : "";
        return problem.Length > 0 ? null : new NodeInstance
        {
            Directory = Path.TrimEndingDirectorySeparator(directory),
            StateDirectory = Path.Combine(directory, "agent"),
            Id = environment["BATCHAI_INSTANCE_ID"],
            Address = environment["BATCHAI_ADDRESS"],
            GpuCount = CountGpus(environment),
            BaseEnvironment = BaseOf(environment, directory),
        };
    }

    private static readonly string[] s_required = [DirectoryVariable, "BATCHAI_INSTANCE_ID", "BATCHAI_ADDRESS"];

    /// <summary>Passed on when set: where programs are found, and which GPUs belong to this node.</summary>
    private static readonly string[] s_passedOn =
    [
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "USER",
        "LOGNAME",
        "LD_LIBRARY_PATH",
        "CUDA_VISIBLE_DEVICES",
        "NVIDIA_VISIBLE_DEVICES",
    ];

    /// <param name="environment">The agent's own; what a job needs of it is passed on.</param>
    /// <param name="directory">The instance's.</param>
    public static IReadOnlyDictionary<string, string> BaseOf(IReadOnlyDictionary<string, string> environment, string directory)
    {
        Dictionary<string, string> variables = new()
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = Path.Combine(directory, "home"),
            ["TMPDIR"] = Path.Combine(directory, "tmp"),
            ["LANG"] = "C.UTF-8",
            ["SHELL"] = "/bin/bash",
            // By this the local cloud knows which processes are an instance's.
            [DirectoryVariable] = directory,
        };
        foreach (string name in s_passedOn.Where(environment.ContainsKey))
            variables[name] = environment[name];
        return variables;
    }

    private static int CountGpus(IReadOnlyDictionary<string, string> environment) =>
        int.TryParse(environment.GetValueOrDefault("BATCHAI_GPU_COUNT"), out int count)
            ? count
            : (environment.GetValueOrDefault("CUDA_VISIBLE_DEVICES") ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Length;
}
