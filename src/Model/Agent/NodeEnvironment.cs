namespace BatchAi.Model;

/// <summary>
/// The environment that processes on a node start with (docs/agent-protocol.md), for the agent that starts them and for whoever looks
/// for them on the same machine.
/// </summary>
public static class NodeEnvironment
{
    /// <summary>Everything of the node lives below this directory; by it the local cloud knows which processes are an instance's.</summary>
    public const string Directory = "BATCHAI_INSTANCE_DIR";

    /// <summary>The node's address; of the agent alone.</summary>
    public const string Address = "BATCHAI_ADDRESS";

    /// <summary>By this processes of an attempt are found even if their runner is gone.</summary>
    public const string RunMark = "BATCHAI_RUN_MARK";

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

    /// <param name="agent">The agent's own; what a job needs of it is passed on.</param>
    /// <param name="directory">The instance's.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> agent, string directory)
    {
        Dictionary<string, string> variables = new()
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = Path.Combine(directory, "home"),
            ["TMPDIR"] = Path.Combine(directory, "tmp"),
            ["LANG"] = "C.UTF-8",
            ["SHELL"] = "/bin/bash",
            [Directory] = directory,
        };
        foreach (string name in s_passedOn.Where(agent.ContainsKey))
            variables[name] = agent[name];
        return variables;
    }
}
