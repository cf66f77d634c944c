using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>The job that <c>run -n N -- command…</c> makes.</summary>
public static class CommandJob
{
    /// <summary>Mount path and share of the output.</summary>
    public const string Share = "batchai";

    /// <param name="launch">On how many nodes, and how.</param>
    /// <param name="words">Program and arguments, taken literally.</param>
    /// <param name="directory">Where the command starts, on a server that sees our files; else null.</param>
    public static JsonObject Properties(CommandLaunch launch, IReadOnlyList<string> words, string? directory)
    {
        string start = directory is null ? "" : $"cd {ShellQuoting.Quote(directory)} && ";
        string command = $"{start}{ShellQuoting.Join(words)}";
        (string property, JsonObject settings) = launch.Start switch
        {
            CommandStart.Once => ("customToolkitSettings", new JsonObject { ["commandLine"] = command }),
            CommandStart.PerNode => (
                "customMpiSettings",
                new JsonObject { ["commandLine"] = command, ["processCount"] = launch.Ranks, ["launcher"] = "agent" }),
            CommandStart.Mpi => ("customMpiSettings", new JsonObject { ["commandLine"] = command, ["processCount"] = launch.Ranks }),
            CommandStart.PyTorch => ("pyTorchSettings", Script(start, words, ["commandLineArgs"], ("processCount", launch.Ranks))),
            _ => (
                "tensorFlowSettings",
                Script(
                    start,
                    words,
                    ["masterCommandLineArgs", "workerCommandLineArgs", "parameterServerCommandLineArgs"],
                    ("workerCount", launch.Ranks))),
        };
        return new JsonObject
        {
            ["nodeCount"] = launch.Nodes,
            ["stdOutErrPathPrefix"] = $"$AZ_BATCHAI_JOB_MOUNT_ROOT/{Share}",
            [property] = settings,
        };
    }

    /// <param name="start">What bash does first: an interpreter is words for bash.</param>
    /// <param name="words">A script and its arguments, with or without the interpreter before it.</param>
    /// <param name="arguments">The properties that hold the arguments.</param>
    /// <param name="count">How many processes.</param>
    private static JsonObject Script(string start, IReadOnlyList<string> words, string[] arguments, (string Property, int Value) count)
    {
        bool named = words is [var first, _, ..] && Path.GetFileName(first).StartsWith("python", StringComparison.Ordinal);
        JsonObject settings = new()
        {
            ["pythonInterpreterPath"] = $"{start}{(named ? ShellQuoting.Quote(words[0]) : Toolkits.DefaultPython)}",
            ["pythonScriptFilePath"] = words[named ? 1 : 0],
            [count.Property] = count.Value,
        };
        string rest = ShellQuoting.Join([.. words.Skip(named ? 2 : 1)]);
        foreach (string property in arguments.Where(_ => rest.Length > 0))
            settings[property] = rest;
        return settings;
    }
}
