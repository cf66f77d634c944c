using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>The machine the agent runs on: what its cloud put into the environment and the instance directory.</summary>
internal sealed record NodeInstance
{
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
        string directory = environment.GetValueOrDefault(NodeEnvironment.Directory) ?? "";
        problem = missing is not null ? $"the environment variable {missing} is not set"
            : !Path.IsPathRooted(directory) ? $"{NodeEnvironment.Directory} is '{directory}', but must be an absolute path"
            : "";
        return problem.Length > 0 ? null : new NodeInstance
        {
            Directory = Path.TrimEndingDirectorySeparator(directory),
            StateDirectory = Path.Combine(directory, "agent"),
            Id = environment["BATCHAI_INSTANCE_ID"],
            Address = environment[NodeEnvironment.Address],
            GpuCount = CountGpus(environment),
            BaseEnvironment = NodeEnvironment.Of(environment, directory),
        };
    }

    private static readonly string[] s_required = [NodeEnvironment.Directory, "BATCHAI_INSTANCE_ID", NodeEnvironment.Address];

    private static int CountGpus(IReadOnlyDictionary<string, string> environment) =>
        int.TryParse(environment.GetValueOrDefault("BATCHAI_GPU_COUNT"), out int count)
            ? count
            : (environment.GetValueOrDefault("CUDA_VISIBLE_DEVICES") ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Length;
}
