using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;

namespace BatchAi.Chaos.Tests;

/// <summary>The scenario "submit two jobs of two nodes, run, scale to zero" on a real server, by a client that does not give up.</summary>
internal sealed class TwoGangs(LocalHostProcess server)
{
    private static readonly ShortJob[] s_jobs =
    [
        new("one", Nodes: 2, ExitCode: 0, Seconds: 0.3),
        new("two", Nodes: 2, ExitCode: 7, Seconds: 0.3),
    ];

    private readonly PersistentClient _client = new(server);

    /// <summary>Until the cluster is at zero; says what is wrong then.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        Workspace workspace = new(() => server.Api, server.Data, "w");
        ShortJob.WriteProgram(workspace);
        await PutAsync(workspace.Path, new JsonObject { ["location"] = "eastus" });
        await PutAsync(workspace.Experiment, body: null);
        await PutAsync(workspace.Cluster(Gang.Cluster), ACluster.Autoscaling(0, 4, "PT2S"), EndToEnd.Tests.Api.New);
        foreach (ShortJob job in s_jobs)
            await job.SubmitAsync(_client, workspace);

        List<string> wrongs = [];
        foreach (ShortJob job in s_jobs)
        {
            JsonNode end = await _client.UntilAsync(
                workspace.Job(job.Name),
                "its end",
                properties => (string?)properties["executionState"] is "succeeded" or "failed");
            wrongs.AddRange(job.Wrongs(workspace, end, mostLaunches: 1));
        }

        await _client.UntilAsync(
            workspace.Cluster(Gang.Cluster),
            "no node, steady",
            properties => (int)properties["currentNodeCount"]! == 0 && (string?)properties["allocationState"] == "steady");
        return wrongs;
    }

    private async Task PutAsync(string path, JsonNode? body, string version = EndToEnd.Tests.Api.Old)
    {
        Answer answer = await _client.AskAsync(api => api.PutAsync(path, body?.DeepClone(), version));
        Assert.True(answer.Status is 200 or 201 or 202, $"{answer}");
    }
}
