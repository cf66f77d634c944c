using System.Text.Json.Nodes;

namespace BatchAi.Cli;

/// <summary>The job that <c>run -n N -- command…</c> makes.</summary>
public static class CommandJob
{
    /// <summary>Mount path and share of the output.</summary>
    public const string Share = "batchai";

    /// <param name="nodes">How many nodes; the command runs on the first of them.</param>
    /// <param name="words">Program and arguments, taken literally.</param>
    /// <param name="directory">Where the command starts, on a server that sees our files; else null.</param>
    public static JsonObject Properties(int nodes, IReadOnlyList<string> words, string? directory)
    {
        string command = ShellQuoting.Join(words);
        return new JsonObject
        {
            ["nodeCount"] = nodes,
            ["stdOutErrPathPrefix"] = $"$AZ_BATCHAI_JOB_MOUNT_ROOT/{Share}",
            ["customToolkitSettings"] = new JsonObject
            {
                ["commandLine"] = directory is null ? command : $"cd {ShellQuoting.Quote(directory)} && {command}",
            },
        };
    }
}
