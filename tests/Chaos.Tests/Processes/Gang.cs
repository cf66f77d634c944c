using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>Jobs of two nodes that tell when they run, and when an earlier run of theirs is still alive.</summary>
internal static class Gang
{
    public const string Cluster = "c";

    /// <summary>Goes on until there is a file <c>go-NAME</c> on the share.</summary>
    public static JsonObject Waiting(string name, int exitCode) =>
        Of(name, $"until [[ -f {AJob.Mount}/go-{name} ]]; do sleep 0.1; done", exitCode);

    /// <summary>The pids of its runs, one for each launch.</summary>
    public static string[] Runs(Workspace workspace, string name) =>
        File.Exists(workspace.OnShare($"runs-{name}")) ? File.ReadAllLines(workspace.OnShare($"runs-{name}")) : [];

    /// <summary>Waits for its end, and says what was wrong with it.</summary>
    public static async Task<IReadOnlyList<string>> EndAsync(Workspace workspace, string name, int exitCode, int attempts = 1)
    {
        JsonNode end = await workspace.EndOfAsync(name);
        List<string> wrongs = [];
        if ((int?)end["executionInfo"]!["exitCode"] != exitCode)
            wrongs.Add($"job {name} ended with {end["executionInfo"]}, its real exit code is {exitCode}");
        if (Runs(workspace, name).Length != attempts)
            wrongs.Add($"job {name} ran {Runs(workspace, name).Length} times, expected {attempts}");
        if (File.Exists(workspace.OnShare($"overlap-{name}")))
            wrongs.Add($"job {name} began while {File.ReadAllText(workspace.OnShare($"overlap-{name}"))} of an earlier attempt was alive");
        return wrongs;
    }

    private static JsonObject Of(string name, string work, int exitCode)
    {
        // A zombie runs no more: where nobody reaps orphans it stays in the table.
        JsonObject properties = AJob.Of(
            $"for earlier in $(cat {AJob.Mount}/runs-{name}); do grep -q ^State:.[^ZX] /proc/$earlier/status && echo $earlier >> "
            + $"{AJob.Mount}/overlap-{name}; done; echo $$ >> {AJob.Mount}/runs-{name}; {work}; exit {exitCode}",
            nodes: 2);
        properties["secrets"] = new JsonArray(new JsonObject { ["name"] = "TOKEN", ["value"] = $"{Remains.Secret}-{name}" });
        return properties;
    }
}
