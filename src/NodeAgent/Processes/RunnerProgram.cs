using System.Diagnostics;

namespace BatchAi.NodeAgent;

/// <summary>How this very program is started again as a runner.</summary>
internal static class RunnerProgram
{
    /// <summary>
    /// Takes note of the program's path, at the start: once a build has replaced the file, the kernel answers with the name of the one that
    /// is gone. The runtime keeps the first answer.
    /// </summary>
    public static void Remember() => _ = Program;

    private static string Program =>
        Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known");

    public static ProcessStartInfo StartInfo(string runDirectory, IReadOnlyDictionary<string, string> environment)
    {
        string program = Program;
        bool underDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(
            program,
            underDotnet
                ? [Path.Combine(AppContext.BaseDirectory, "BatchAi.NodeAgent.dll"), "runner", runDirectory]
                : ["runner", runDirectory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // The runtime keeps copies of what it was started with: a runner must not hold on to the agent's own error output.
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };

        // Of our own environment a runner gets only what .NET needs to start.
        foreach (string name in start.Environment.Keys.Where(name => !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
