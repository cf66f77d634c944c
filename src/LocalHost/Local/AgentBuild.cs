using System.Runtime.InteropServices;

namespace BatchAi.LocalHost;

/// <summary>One of the agents that the build leaves beside LocalHost, in the directory <c>agent</c>.</summary>
/// <param name="Words">The program and the arguments that make it the agent.</param>
/// <param name="Description">What <c>serve</c> says of it.</param>
public sealed record AgentBuild(IReadOnlyList<string> Words, string Description)
{
    /// <summary>
    /// <c>native</c> or <c>managed</c>; without it native, where that is there. MSBuild takes a variable for a property, so it also chooses
    /// what the build makes (src/NodeAgent/Native.targets).
    /// </summary>
    public const string Variable = "BATCHAI_AGENT";

    /// <exception cref="FormatException">There is no such choice.</exception>
    /// <exception cref="FileNotFoundException">What was chosen was not built.</exception>
    public static AgentBuild Find() =>
        Find(Path.Combine(AppContext.BaseDirectory, "agent"), Environment.GetEnvironmentVariable(Variable));

    /// <inheritdoc cref="Find()"/>
    public static AgentBuild Find(string directory, string? choice)
    {
        string native = Path.Combine(directory, "native", "BatchAi.NodeAgent");
        return choice switch
        {
            null or "" => File.Exists(native) ? Native(native) : Managed(directory),
            "native" when File.Exists(native) => Native(native),
            "native" => throw new FileNotFoundException(
                $"{Variable} is native, and {native} is not there: build where gcc or clang is, see docs/configuration.md"),
            "managed" => Managed(directory),
            _ => throw new FormatException($"{Variable} must be native or managed, or not set; it is '{choice}'"),
        };
    }

    private static AgentBuild Native(string program) => new([program], "compiled ahead of time");

    private static AgentBuild Managed(string directory) =>
        new([DotnetPath, Path.Combine(directory, "BatchAi.NodeAgent.dll")], "run by .NET; compiled ahead of time it starts jobs sooner");

    /// <summary>The dotnet that runs this program: {root}/shared/Microsoft.NETCore.App/{version}/ is where its runtime lies.</summary>
    private static string DotnetPath =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
