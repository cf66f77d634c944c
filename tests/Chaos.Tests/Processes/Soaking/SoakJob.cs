using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>One short job of the soak.</summary>
/// <param name="KillsBefore">Nodes killed before it was submitted: each one after that may cost it one more launch.</param>
internal sealed record SoakJob(string Name, int Nodes, int ExitCode, double Seconds, int KillsBefore)
{
    private const string Program = "soak.sh";

    /// <summary>
    /// Says when a process of an earlier launch is alive, writes its own down, leaves one behind that hides from its parent, and works. A process is its pid and start time: pids are given again.
    /// </summary>
    private const string Script = """
        #!/bin/bash
        name=$1 seconds=$2 code=$3
        cd "$(dirname "$0")"
        started() {
          local stat
          { read -r stat < "/proc/$1/stat"; } 2> /dev/null || return 1
          stat=(${stat##*) })
          [[ ${stat[0]} == [ZX] ]] || echo "${stat[19]}"
        }
        touch "processes-$name"
        while read -r pid start; do
          if [[ $start && $(started "$pid") == "$start" ]]; then echo "$pid" >> "overlap-$name"; fi
        done < "processes-$name"
        echo "$$ $(started $$)" >> "processes-$name"
        echo launched >> "launches-$name"
        setsid nohup sleep 1000 > /dev/null 2>&1 &
        echo "$! $(started $!)" >> "processes-$name"
        sleep "$seconds"
        exit "$code"
        """;

    public static SoakJob Draw(int number, Random chance, int killsBefore) => new(
        $"s{number}",
        Nodes: chance.Next(4) == 0 ? 2 : 1,
        ExitCode: chance.Next(2) == 0 ? 0 : chance.Next(1, 100),
        Seconds: Math.Round(0.2 + chance.NextDouble(), 2),
        killsBefore);

    public static void WriteProgram(Workspace workspace)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(workspace.OnShare(Program))!);
        File.WriteAllText(workspace.OnShare(Program), Script);
    }

    public System.Text.Json.Nodes.JsonObject Properties() =>
        AJob.Of(FormattableString.Invariant($"bash {AJob.Mount}/{Program} {Name} {Seconds} {ExitCode}"), Nodes);

    /// <summary>What is wrong now that it has ended.</summary>
    /// <param name="nodesKilled">So far.</param>
    public IEnumerable<string> Wrongs(Workspace workspace, string state, int? exitCode, int nodesKilled)
    {
        if (exitCode != ExitCode || state != (ExitCode == 0 ? "succeeded" : "failed"))
            yield return $"job {Name} ended {state} with exit code {exitCode}; its real one is {ExitCode}";
        int launches = Lines(workspace, "launches").Length;
        if (launches < 1 || launches > 1 + nodesKilled - KillsBefore)
            yield return $"job {Name} was launched {launches} times while {nodesKilled - KillsBefore} nodes were killed";
        if (Lines(workspace, "overlap") is { Length: > 0 } overlap)
            yield return $"job {Name} was launched while of an earlier launch {string.Join(", ", overlap)} was alive";
        foreach (string process in Lines(workspace, "processes").Where(IsAlive))
            yield return $"job {Name} has ended, and its process {process} goes on";
    }

    public int Launches(Workspace workspace) => Lines(workspace, "launches").Length;

    private string[] Lines(Workspace workspace, string what) =>
        File.Exists(workspace.OnShare($"{what}-{Name}")) ? File.ReadAllLines(workspace.OnShare($"{what}-{Name}")) : [];

    private static bool IsAlive(string process) =>
        process.Split(' ') is [var pid, { Length: > 0 } start] && ProcessTable.IsAlive(int.Parse(pid), start);
}
