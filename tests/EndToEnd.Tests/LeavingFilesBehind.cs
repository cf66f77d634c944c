using System.Text.Json.Nodes;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Whatever jobs leave on their node: the next job runs, what is deleted goes, and the server stops.</summary>
public sealed class LeavingFilesBehind
{
    [Fact]
    public async Task Odd_names_and_deep_trees_hold_neither_a_node_nor_a_deletion_nor_the_server()
    {
        const string Odd = """
            for place in . $HOME $TMPDIR $AZ_BATCHAI_JOB_TEMP; do (
                cd $place; touch $'caf\xe9.txt'; mkdir $'\xff'; touch $'\xff/\xfe'; mkfifo pipe; ln -s loop loop; mkdir shut; chmod 000 shut
                for i in $(seq 100); do mkdir a-directory-with-a-name-of-nearly-fifty-characters; cd a-d*; done
            ) done
            """;
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "odd");
        await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);

        await workspace.SubmitAsync("leaves", AJob.Of(Odd), "c");
        await workspace.SubmitAsync("next", AJob.Of("ls -A"), "c");
        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync("leaves"))["executionState"]);
        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync("next"))["executionState"]);
        Assert.Equal("", await workspace.ReadAsync("next", "stdout.txt"));

        Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Job("leaves"))));
        await workspace.ScaleToAsync("c", 0, 0);
        await workspace.ClusterIsAtAsync("c", 0);
        Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Cluster("c"))));
        await StopsAsync(server);
        Assert.False(Directory.Exists($"{server.Data}/cloud/set-aside"));
    }

    [Fact]
    public async Task What_nobody_can_remove_is_told_its_node_is_replaced_and_everything_else_goes_on()
    {
        Assert.SkipUnless(Immutable.CanBeMade(), "files cannot be made immutable here");
        const string LeavesImmutable = """
            for place in . $HOME $TMPDIR; do touch $place/$'caf\xe9' && chattr +i $place/$'caf\xe9'; done; exit 3
            """;
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        try
        {
            Workspace workspace = await Workspace.MakeAsync(server, "immutable");
            await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);

            await workspace.SubmitAsync("leaves", AJob.Of(LeavesImmutable), "c");
            JsonNode left = await workspace.EndOfAsync("leaves");
            JsonNode told = await workspace.ClusterAsync("c", "the node's problem", cluster => Problem(cluster) is not null);
            await workspace.SubmitAsync("next", AJob.Of("ls -A"), "c");
            JsonNode next = await workspace.EndOfAsync("next");
            await workspace.ClusterAsync("c", "another node", cluster =>
                Problem(cluster) is null && (int)cluster["currentNodeCount"]! == 1 && (string?)cluster["allocationState"] == "steady");
            await workspace.SubmitAsync("last", AJob.Of(LeavesImmutable), "c");
            await workspace.EndOfAsync("last");

            Assert.Equal(3, (int)left["executionInfo"]!["exitCode"]!);
            Assert.Contains(@"/wd/caf\xe9: Operation not permitted", (string?)Problem(told)!["message"], StringComparison.Ordinal);
            Assert.Equal("succeeded", (string?)next["executionState"]);
            Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Job("last"))));
            await workspace.ScaleToAsync("c", 0, 0);
            await workspace.ClusterIsAtAsync("c", 0);
            Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Cluster("c"))));
            await StopsAsync(server);
            Assert.Contains(@"caf\xe9: Operation not permitted", server.Error, StringComparison.Ordinal);
        }
        finally
        {
            Immutable.End(Path.GetDirectoryName(server.Data)!);
        }
    }

    private static JsonNode? Problem(JsonNode cluster) =>
        cluster["errors"]?.AsArray().FirstOrDefault(error => (string?)error!["code"] == "JobFilesNotRemoved");

    private static async Task StopsAsync(LocalHostProcess server)
    {
        ProcessOutcome outcome = await server.InterruptAsync();
        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.DoesNotContain("Unhandled", server.Error, StringComparison.Ordinal);
        await server.NoProcessIsLeftAsync("after the stop");
    }
}
