using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

public sealed class RunningAGang
{
    [Fact]
    public async Task A_preparation_that_fails_on_one_of_four_nodes_keeps_the_master_from_starting_and_deletion_leaves_nothing()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync("c", minimum: 4, maximum: 4);

        // The third node fails once the others have begun.
        const string Preparation = """
            touch $AZ_BATCHAI_SHARED_JOB_TEMP/$AZ_BATCHAI_NODE_IP
            [[ $(sed -n 3p $AZ_BATCHAI_MPI_HOST_FILE) == "$AZ_BATCHAI_NODE_IP "* ]] || exit 0
            until [[ $(ls $AZ_BATCHAI_SHARED_JOB_TEMP | wc -l) == 4 ]]; do sleep 0.1; done
            exit 5
            """;
        await workspace.SubmitAsync("job", AJob.Of($"touch {AJob.Mount}/master-ran", nodes: 4, Preparation), "c");

        JsonNode job = await workspace.EndOfAsync("job");

        Assert.Equal("failed", (string?)job["executionState"]);
        Assert.Equal(5, (int?)job["executionInfo"]!["exitCode"]);
        Assert.Equal("JobPreparationFailed", (string?)Assert.Single(job["executionInfo"]!["errors"]!.AsArray())!["code"]);
        Assert.False(File.Exists(workspace.OnShare("master-ran")), "the command of the master ran although a node was not prepared");
        Assert.DoesNotContain("stdout.txt", (await workspace.FilesAsync("job")).Keys);
        Assert.Equal(
            4,
            (await workspace.FilesAsync("job")).Keys.Count(name => name.StartsWith("stdout-job_prep-", StringComparison.Ordinal)));

        string nodes = Path.Combine(server.Data, "cloud", "instances");
        Assert.NotEmpty(ServerProcesses.Of(nodes));
        Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Cluster("c"))));
        (await server.Api.GetAsync(workspace.Cluster("c"))).Refused(404, "ClusterNotFound");
        (await server.Api.GetAsync(workspace.Job("job"))).Expect(200);
        Assert.Equal([], ServerProcesses.Of(nodes));
        Assert.Equal(
            [],
            Directory
                .EnumerateFileSystemEntries(nodes, "*", SearchOption.AllDirectories)
                .Where(entry => Path.GetFileName(entry) is "agent.json" or "identity"));
    }

    [Fact]
    public async Task All_nodes_of_a_gang_are_prepared_and_know_each_other_before_the_master_starts()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 3);
        await workspace.SubmitAsync(
            "job",
            AJob.Of(
                "cat $AZ_BATCHAI_SHARED_JOB_TEMP/*; cat $AZ_BATCHAI_MPI_HOST_FILE",
                nodes: 3,
                preparation: "echo prepared $AZ_BATCHAI_NODE_IP > $AZ_BATCHAI_SHARED_JOB_TEMP/$AZ_BATCHAI_NODE_IP"),
            "c");

        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync("job"))["executionState"]);

        string[] lines = (await workspace.ReadAsync("job", "stdout.txt")).TrimEnd().Split('\n');
        string[] addresses = [.. lines.Skip(3).Select(line => line.Split(' ')[0])];
        Assert.Equal(3, addresses.Distinct().Count());
        Assert.Equal(
            addresses.Order(StringComparer.Ordinal).Select(address => $"prepared {address}"),
            lines.Take(3).Order(StringComparer.Ordinal));
        Assert.All(lines.Skip(3), line => Assert.EndsWith(" slots=1 max_slots=1", line, StringComparison.Ordinal));
        await workspace.ClusterIsAtAsync("c", nodes: 0);
    }
}
