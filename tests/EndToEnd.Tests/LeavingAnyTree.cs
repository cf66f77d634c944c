using System.Globalization;
using System.Text.Json.Nodes;
using BatchAi.Linux;
using BatchAi.Linux.Tests;

namespace BatchAi.EndToEnd.Tests;

/// <summary>
/// Trees made by chance, as no program would make them: names of any bytes, loops of links, pipes, sockets, depth, closed directories,
/// and entries that come and go. Jobs leave them in their output, working, home and temporary directories; what is left is
/// listed, downloaded and got while it changes, jobs are deleted, and the cluster goes back to nothing.
/// <c>BATCHAI_TREES</c> says how many trees (50), <c>BATCHAI_TREE_SEED</c> the first seed.
/// </summary>
public sealed class LeavingAnyTree
{
    private const int EachJob = 50;

    /// <summary>Longer directories do not fit the line of a request; clients that meet them stop there.</summary>
    private const int LongestQuery = 3000;

    [Fact]
    public async Task Fails_no_listing_no_download_and_no_deletion_and_holds_no_node()
    {
        int trees = Number("BATCHAI_TREES", 50);
        int first = Number("BATCHAI_TREE_SEED", 1);
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        string stage = Path.Combine(server.StateDirectory, "stage");
        Workspace workspace = await Workspace.MakeAsync(server, "trees");
        await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);

        for (int seed = first; seed < first + trees; seed += EachJob)
        {
            string job = $"job{seed}";
            Stage(stage, seed, Math.Min(EachJob, first + trees - seed));
            await workspace.SubmitAsync(
                job,
                AJob.Of($"cd {stage} && mv out/* $AZ_BATCHAI_STDOUTERR_DIR/ && mv wd/* $AZ_BATCHAI_JOB_WORK_DIR/"
                    + " && mv home/* $HOME/ && mv tmp/* $TMPDIR/"),
                "c");
            Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync(job))["executionState"]);
            await ReadAsync(server, workspace, job, seed);

            Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Job(job))));
            Answer cluster = await server.Api.GetAsync(workspace.Cluster("c"));
            Assert.True(cluster.Expect(200).Properties["errors"] is null, $"seeds from {seed}: {cluster}");
        }

        await workspace.ScaleToAsync("c", 0, 0);
        await workspace.ClusterIsAtAsync("c", 0);
        Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Cluster("c"))));
        Assert.False(Directory.Exists($"{server.Data}/cloud/set-aside"));
    }

    /// <summary>Every fourth tree is for the output, the others for the places that are cleaned.</summary>
    private static void Stage(string stage, int seed, int trees)
    {
        TreeRemoval.Delete(stage);
        string[] places = ["out", "wd", "home", "tmp"];
        foreach (string place in places)
            Directory.CreateDirectory(Path.Combine(stage, place));
        string precious = Path.Combine(stage, "precious");
        File.WriteAllText(precious, "kept");

        for (int number = 0; number < trees; number++)
        {
            string place = Path.Combine(stage, places[(seed + number) % places.Length]);
            using (DirectoryHandle directory = DirectoryHandle.Open(place))
                new RandomTree(seed + number, precious).Make(directory);
            Directory.Move(Path.Combine(place, "tree"), Path.Combine(place, $"tree{seed + number}"));
        }
    }

    /// <summary>By requests at both versions while entries come and go, then by the command line.</summary>
    private static async Task ReadAsync(LocalHostProcess server, Workspace workspace, string job, int seed)
    {
        string segment = (string)(await workspace.EndOfAsync(job))["jobOutputDirectoryPathSegment"]!;
        string output = workspace.OnShare($"{segment}/stdouterr");
        using CancellationTokenSource stop = new();
        using DirectoryHandle directory = DirectoryHandle.Open(output);
        new RandomTree(seed, output).Make(directory);
        Task meddling = Task.Run(() => new RandomTree(seed, output).Meddle(directory, stop.Token), CancellationToken.None);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            foreach (string version in (string[])[Api.Old, Api.New])
                await DescendAsync("", version, 0);
        }
        finally
        {
            await stop.CancelAsync();
            await meddling;
        }

        string to = Path.Combine(server.StateDirectory, "got");
        ProcessOutcome got = await BatchAiProcess.RunAsync(
            server, "job", "get", job, "-g", "e2e", "-w", "trees", "-e", "e", "--all", "--to", to);
        Assert.True(got.ExitCode is 0 or 1, $"seeds from {seed}: {got}");
        Assert.False(got.Error.Contains("Unhandled", StringComparison.Ordinal), $"seeds from {seed}: {got}");
        Assert.True(File.Exists(Path.Combine(to, "stdouterr", "stdout.txt")), $"seeds from {seed}: {got}");
        TreeRemoval.Delete(to);

        async Task DescendAsync(string path, string version, int depth)
        {
            string next = $"{workspace.Job(job)}/listOutputFiles";
            string query = $"&outputdirectoryid=stdouterr&maxresults=1000&directory={Uri.EscapeDataString(path)}";
            if (query.Length > LongestQuery || depth > 20)
                return;

            Answer page = await server.Api.SendAsync(HttpMethod.Post, next, version: version, query: query);
            // What was a directory may have gone, or may not be read.
            Assert.True(page.Status is 200 or 404 or 409, $"seeds from {seed}, '{path}': {page}\n{server.Output}{server.Error}");
            if (page.Status != 200)
                return;

            foreach (JsonNode file in page.Json["value"]!.AsArray().Select(file => file!))
            {
                string name = (string)file["name"]!;
                if ((string?)file["downloadUrl"] is { } link)
                {
                    using HttpResponseMessage answer = await http.GetAsync(link, TestContext.Current.CancellationToken);
                    Assert.True((int)answer.StatusCode is 200 or 403 or 404, $"seeds from {seed}, '{path}/{name}': {answer.StatusCode}");
                }
                else if ((string?)file["properties"]?["fileType"] == "directory" || (string?)file["fileType"] == "directory")
                {
                    if ((string?)file["linkTarget"] is null)
                        await DescendAsync(path.Length == 0 ? name : $"{path}/{name}", version, depth + 1);
                }
            }
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
