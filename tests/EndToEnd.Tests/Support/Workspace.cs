using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

/// <summary>A workspace with one experiment, and the short ways to what tests do in it.</summary>
internal sealed class Workspace(Func<Api> api, string data, string name)
{
    public const string Account = "acct";

    /// <summary>Where jobs of <see cref="AJob"/> write; also the directory of the share's stand-in.</summary>
    public const string Share = "logs";

    private const string Group =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/e2e/providers/Microsoft.BatchAI/workspaces";

    private Api Api => api();

    public string Path => $"{Group}/{name}";

    public string Experiment => $"{Path}/experiments/e";

    public string Cluster(string cluster) => $"{Path}/clusters/{cluster}";

    public string Job(string job) => $"{Experiment}/jobs/{job}";

    /// <summary>A file on the share that every job of <see cref="AJob"/> mounts.</summary>
    public string OnShare(string file) => System.IO.Path.Combine(data, "volumes", Account, Share, file);

    /// <summary>It follows the server to another port.</summary>
    public static Task<Workspace> MakeAsync(LocalHostProcess server, string name) => MakeAsync(() => server.Api, server.Data, name);

    /// <param name="data">The server's data directory.</param>
    public static async Task<Workspace> MakeAsync(Func<Api> api, string data, string name)
    {
        Workspace workspace = new(api, data, name);
        (await api().PutAsync(workspace.Path, new JsonObject { ["location"] = "eastus" })).Expect(200);
        (await api().PutAsync(workspace.Experiment, body: null)).Expect(200);
        return workspace;
    }

    /// <summary>An autoscaling cluster; idle nodes go after two seconds.</summary>
    public async Task MakeClusterAsync(string cluster, int minimum, int maximum, JsonObject? mounts = null)
    {
        JsonObject body = ACluster.Autoscaling(minimum, maximum, "PT2S");
        if (mounts is not null)
            body["properties"]!["nodeSetup"] = new JsonObject { ["mountVolumes"] = mounts };
        Assert.Equal("Succeeded", await Api.FinishAsync(await Api.PutAsync(Cluster(cluster), body, Api.New)));
    }

    /// <summary>Asks an autoscaling cluster for other bounds; idle nodes still go after two seconds.</summary>
    public async Task ScaleToAsync(string cluster, int minimum, int maximum)
    {
        JsonObject scale = new()
        {
            ["autoScale"] = new JsonObject
            {
                ["minimumNodeCount"] = minimum,
                ["maximumNodeCount"] = maximum,
                ["idleTimeBeforeScaleDown"] = "PT2S",
            },
        };
        (
            await Api.PatchAsync(
                Cluster(cluster),
                new JsonObject { ["properties"] = new JsonObject { ["scaleSettings"] = scale } },
                Api.New)).Expect(200);
    }

    public async Task SubmitAsync(string job, JsonObject properties, string cluster)
    {
        properties["cluster"] = new JsonObject { ["id"] = Cluster(cluster) };
        (await Api.PutAsync(Job(job), new JsonObject { ["properties"] = properties })).Expect(202);
    }

    /// <summary>The properties of the job once it has ended.</summary>
    public async Task<JsonNode> EndOfAsync(string job) =>
        await JobAsync(job, "its end", properties => (string?)properties["executionState"] is "succeeded" or "failed");

    public async Task<JsonNode> JobAsync(string job, string expected, Func<JsonNode, bool> isMet) => (await Wait.ForAsync(
        $"job {job}",
        expected,
        () => Api.GetAsync(Job(job)),
        answer => isMet(answer.Expect(200).Properties),
        answer => answer.Text)).Properties;

    public async Task<JsonNode> ClusterAsync(string cluster, string expected, Func<JsonNode, bool> isMet) => (await Wait.ForAsync(
        $"cluster {cluster}",
        expected,
        () => Api.GetAsync(Cluster(cluster)),
        answer => isMet(answer.Expect(200).Properties),
        answer => answer.Text)).Properties;

    public Task ClusterIsAtAsync(string cluster, int nodes) => ClusterAsync(
        cluster,
        $"{nodes} nodes, steady",
        properties => (int)properties["currentNodeCount"]! == nodes && (string?)properties["allocationState"] == "steady");

    /// <summary>What a job wrote, by name.</summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> FilesAsync(string job, string outputDirectory = "stdouterr")
    {
        Answer answer = await Api.PostAsync($"{Job(job)}/listOutputFiles", $"&outputdirectoryid={outputDirectory}");
        return answer.Expect(200).Json["value"]!.AsArray().ToDictionary(file => (string)file!["name"]!, file => file!);
    }

    public async Task<string> ReadAsync(string job, string file, string outputDirectory = "stdouterr")
    {
        IReadOnlyDictionary<string, JsonNode> files = await FilesAsync(job, outputDirectory);
        Assert.True(files.ContainsKey(file), $"no {file} among {string.Join(", ", files.Keys)}");
        return (await Api.DownloadAsync((string)files[file]["downloadUrl"]!)).Text;
    }
}
