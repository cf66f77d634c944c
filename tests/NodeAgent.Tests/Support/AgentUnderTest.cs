namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// Which build of the agent the suite runs: the file that AGENT_UNDER_TEST names, else the one compiled ahead of time where the build made
/// it, else the assembly beside the tests. BATCHAI_AGENT chooses as for <c>serve</c>.
/// </summary>
internal static class AgentUnderTest
{
    public static IReadOnlyList<string> Words { get; } = Find();

    /// <summary>A program of its own, not one that dotnet runs; null when it is the assembly.</summary>
    public static string? Program => Words is [var program] ? program : null;

    private static string[] Find()
    {
        if (Environment.GetEnvironmentVariable("AGENT_UNDER_TEST") is { Length: > 0 } named)
            return [named];

        // The tests are in artifacts/bin/{suite}/{configuration}/.
        string native = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "native-agent", "BatchAi.NodeAgent"));
        string? choice = Environment.GetEnvironmentVariable("BATCHAI_AGENT");
        if (choice == "native" || (string.IsNullOrEmpty(choice) && File.Exists(native)))
            return [native];
        return ["dotnet", typeof(AgentConfig).Assembly.Location];
    }
}
