using System.Diagnostics;

namespace BatchAi.NodeAgent;

/// <summary>How this very program is started again as a runner.</summary>
internal static class RunnerProgram
{
    public static ProcessStartInfo StartInfo(string runDirectory, IReadOnlyDictionary<string, string> environment)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known");
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
