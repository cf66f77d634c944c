using System.Collections;
using BatchAi.NodeAgent;

const string Help = """
    The Batch AI node agent: asks the API what this node should run, and runs it.

      BatchAi.NodeAgent run --config FILE   run the agent (FILE: see docs/agent-protocol.md)
      BatchAi.NodeAgent --version           print the version
      BatchAi.NodeAgent --help              print this

    The node itself is described by the environment: BATCHAI_INSTANCE_DIR (with a file "identity"),
    BATCHAI_INSTANCE_ID, BATCHAI_ADDRESS, and optionally BATCHAI_GPU_COUNT.
    SIGTERM ends the agent and leaves its jobs running; the next agent in the same directory takes them over.
    Exit codes: 0 asked to end, 10 no node any more (do not start again), 64 usage, 74 state unusable,
    75 another agent runs here, 78 bad configuration.
    """;

switch (args)
{
    case ["run", "--config", var file]:
        return (int)await AgentProgram.RunAsync(file, Variables());
    case ["runner", var directory]:
        return Runner.RunIn(directory);
    case ["--version"]:
        Console.WriteLine(typeof(AgentConfig).Assembly.GetName().Version?.ToString(3));
        return 0;
    case ["--help"] or ["-h"]:
        Console.WriteLine(Help);
        return 0;
    default:
        Console.Error.WriteLine(Help);
        return (int)AgentExitCode.Usage;
}

static Dictionary<string, string> Variables() =>
    Environment
        .GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
