using BatchAi.Linux;

namespace BatchAi.NodeAgent;

/// <summary>The files that an agent and a runner share about one process of a job.</summary>
internal sealed class RunFiles(string directory)
{
    public string Directory { get; } = directory;

    /// <summary><see cref="RunIntent"/>, by the agent.</summary>
    public string Intent => Path.Combine(Directory, "intent.json");

    /// <summary><see cref="RunnerIdentity"/>, by the runner; whoever makes it is the only runner of this directory.</summary>
    public string Runner => Path.Combine(Directory, "runner.json");

    /// <summary><see cref="RunResult"/>, by the runner.</summary>
    public string Result => Path.Combine(Directory, "result.json");

    /// <summary>Empty, by the agent: start nothing any more.</summary>
    public string Stop => Path.Combine(Directory, "stop");

    /// <summary>True when a runner began here and is gone without a result.</summary>
    public bool WasCutShort() =>
        JsonFile.TryRead(Runner, AgentJson.Default.RunnerIdentity) is { } runner && !runner.Runs() && !File.Exists(Result);

    /// <summary>What the runner itself has to say, if anything.</summary>
    public string Log => Path.Combine(Directory, "runner.log");
}
