using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// A short job with a known exit code, that writes down what it sees of its own earlier launches. On several nodes it has a process on
/// each, all of which it waits for.
/// </summary>
internal sealed record ShortJob(string Name, int Nodes, int ExitCode, double Seconds)
{
    private const string Program = "short-job.sh";

    /// <summary>
    /// Says when a process of an earlier launch is alive, writes its own down, leaves one behind that hides from its
    /// parent, and works. A process is its pid and start time: pids are given again.
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

    public static ShortJob Draw(int number, Random chance) => new(
        $"s{number}",
        Nodes: chance.Next(4) == 0 ? 2 : 1,
        ExitCode: chance.Next(2) == 0 ? 0 : chance.Next(1, 100),
        Seconds: Math.Round(0.2 + chance.NextDouble(), 2));

    public static void WriteProgram(Workspace workspace)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(workspace.OnShare(Program))!);
        File.WriteAllText(workspace.OnShare(Program), Script);
    }

    /// <summary>Asking again for a job that is there is a success of its own.</summary>
    public async Task SubmitAsync(PersistentClient client, Workspace workspace)
    {
        JsonObject properties = AJob.Of(Words(Name), Nodes);
        if (Nodes > 1)
        {
            properties.Remove("customToolkitSettings");
            properties["caffe2Settings"] = new JsonObject
            {
                ["pythonInterpreterPath"] = "env",
                ["pythonScriptFilePath"] = "bash",
                ["commandLineArgs"] = Words($"{Name}-$AZ_BATCHAI_TASK_INDEX")["bash ".Length..],
            };
        }
        properties["cluster"] = new JsonObject { ["id"] = workspace.Cluster(Gang.Cluster) };
        properties["secrets"] = new JsonArray(new JsonObject { ["name"] = "TOKEN", ["value"] = $"{Remains.Secret}-{Name}" });
        Answer answer = await client.AskAsync(api =>
            api.PutAsync(workspace.Job(Name), new JsonObject { ["properties"] = properties.DeepClone() }));
        Assert.True(answer.Status is 200 or 202, $"{answer}");
    }

    /// <summary>What is wrong now that it has ended.</summary>
    /// <param name="properties">As the server shows them.</param>
    /// <param name="mostLaunches">Each node that was killed may have cost it one more.</param>
    public IEnumerable<string> Wrongs(Workspace workspace, JsonNode properties, int mostLaunches)
    {
        (string? state, int? exitCode) = ((string?)properties["executionState"], (int?)properties["executionInfo"]?["exitCode"]);
        if (exitCode != ExitCode || state != (ExitCode == 0 ? "succeeded" : "failed"))
            yield return $"job {Name} ended {state} with exit code {exitCode}; its real one is {ExitCode}";
        // A rank that failed at once may have kept another from its first launch.
        int[] launches = [.. Processes.Select(process => Lines(workspace, "launches", process).Length)];
        if (launches.Max() < 1 || (ExitCode == 0 && launches.Min() < 1) || launches.Max() > mostLaunches)
            yield return $"job {Name} was launched {string.Join(" and ", launches)} times; at most {mostLaunches} were needed";
        foreach (string process in Processes)
        {
            if (Lines(workspace, "overlap", process) is { Length: > 0 } overlap)
                yield return $"{process} was launched while of an earlier launch {string.Join(", ", overlap)} was alive";
            foreach (string alive in Lines(workspace, "processes", process).Where(IsAlive))
                yield return $"job {Name} has ended, and its process {alive} goes on";
        }
    }

    public int Launches(Workspace workspace) => Processes.Max(process => Lines(workspace, "launches", process).Length);

    /// <summary>As they call themselves.</summary>
    private IEnumerable<string> Processes => Nodes == 1 ? [Name] : Enumerable.Range(0, Nodes).Select(rank => $"{Name}-{rank}");

    private string Words(string process) => FormattableString.Invariant($"bash {AJob.Mount}/{Program} {process} {Seconds} {ExitCode}");

    private static string[] Lines(Workspace workspace, string what, string process) =>
        File.Exists(workspace.OnShare($"{what}-{process}")) ? File.ReadAllLines(workspace.OnShare($"{what}-{process}")) : [];

    private static bool IsAlive(string process) =>
        process.Split(' ') is [var pid, { Length: > 0 } start] && ServerProcesses.IsAlive(int.Parse(pid), start);
}
