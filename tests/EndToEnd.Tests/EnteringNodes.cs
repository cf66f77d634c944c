using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary><c>batchai job exec</c> and <c>batchai node exec</c> on real nodes.</summary>
public sealed class EnteringNodes(SharedServer shared)
{
    private static readonly string[] s_place = ["-g", "e2e", "-w", "entering", "-e", "e"];

    private readonly LocalHostProcess _server = shared.Process;

    [Fact]
    public async Task A_command_beside_a_job_sees_what_the_job_sees_and_is_ended_with_it()
    {
        Workspace workspace = await Workspace.MakeAsync(_server, "entering");
        await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);
        JsonObject properties = AJob.Of("echo here > made-by-job; export LATER=1; sleep 1000 & wait");
        properties["secrets"] = new JsonArray(new JsonObject { ["name"] = "PASSWORD", ["value"] = "hidden" });
        await workspace.SubmitAsync("long", properties, "c");
        await UntilAsync("the job runs", seen => seen.Output == "here\n", "cat", "made-by-job");

        ProcessOutcome seen = await ExecAsync(
            "bash", "-c", "echo $PASSWORD $AZ_BATCHAI_JOB_ATTEMPT ${LATER-unset}; pwd; echo $AZ_BATCHAI_JOB_WORK_DIR; exit 9");
        Assert.True(seen.ExitCode == 9, seen.ToString());
        Assert.StartsWith("hidden 1 unset\n", seen.Output, StringComparison.Ordinal);
        Assert.Single(seen.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Distinct());

        Task<ProcessOutcome> stays = ExecAsync("bash", "-c", "touch entered; sleep 1000");
        await UntilAsync("a second command finds the first", seen => seen.ExitCode == 0, "ls", "entered");
        ProcessOutcome killed = await BatchAiProcess.RunAsync(_server, [.. s_place, "job", "kill", "long"]);
        Assert.True(killed.ExitCode == 0, killed.ToString());
        Assert.Equal(137, (await stays).ExitCode);

        ProcessOutcome late = await ExecAsync("true");
        Assert.Contains("job long is failed: there is a process only while it runs.", late.Error, StringComparison.Ordinal);

        JsonNode node = (await _server.Api.GetAsync($"{workspace.Cluster("c")}/nodes", Api.New)).Expect(200).Json["value"]![0]!;
        ProcessOutcome entered = await BatchAiProcess.RunAsync(
            _server,
            [.. s_place, "-c", "c", "node", "exec", $"{node["nodeId"]}", "--", "bash", "-c", "echo $AZ_BATCHAI_NODE_IP; touch $TMPDIR/x"]);
        Assert.True(entered.ExitCode == 0, entered.ToString());
        Assert.StartsWith($"{node["ipAddress"]}\n", entered.Output, StringComparison.Ordinal);
        await workspace.ScaleToAsync("c", 0, 0);

        Task<ProcessOutcome> ExecAsync(params string[] words) =>
            BatchAiProcess.RunAsync(_server, [.. s_place, "job", "exec", "long", "--", .. words]);

        Task UntilAsync(string phase, Predicate<ProcessOutcome> isMet, params string[] words) =>
            Wait.ForAsync(phase, "its output", () => ExecAsync(words), seen => isMet(seen), seen => $"{seen}");
    }
}
