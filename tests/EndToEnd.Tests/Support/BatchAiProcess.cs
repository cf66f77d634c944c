namespace BatchAi.EndToEnd.Tests;

/// <summary>The command line as a process.</summary>
internal static class BatchAiProcess
{
    /// <summary>Finds its server by the data directory, as a user's would.</summary>
    public static Task<ProcessOutcome> RunAsync(LocalHostProcess server, params string[] words) =>
        RunningProgram.RunAsync(
            Checkout.Cli,
            words,
            Path.GetTempPath(),
            new Dictionary<string, string>
            {
                ["BATCHAI_DATA"] = server.Data,
                ["BATCHAI_URL"] = "",
                ["BATCHAI_TOKEN"] = "",
            }
        );
}
