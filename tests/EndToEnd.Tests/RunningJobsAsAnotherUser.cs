using System.Text.Json.Nodes;
using BatchAi.Linux;

namespace BatchAi.EndToEnd.Tests;

/// <summary>A server of root whose jobs run as another user, by <c>--run-jobs-as</c>.</summary>
public sealed class RunningJobsAsAnotherUser
{
    /// <summary>A user that every machine has.</summary>
    private const string Nobody = "nobody";

    private readonly UserAccount _nobody = UserAccount.TryFind(Nobody)!;

    [Fact]
    public async Task A_job_is_that_user_has_its_places_for_itself_and_sees_nothing_of_the_server()
    {
        SkipUnlessRoot();
        await using LocalHostProcess server = await StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "other");
        await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);

        await workspace.SubmitAsync("who", AJob.Of($"""
            id -u; id -g; echo "$USER $LOGNAME"; stat -c %u . "$HOME" "$TMPDIR" "$AZ_BATCHAI_SHARED_JOB_TEMP"
            for place in . "$HOME" "$TMPDIR" "$AZ_BATCHAI_JOB_TEMP" "$AZ_BATCHAI_OUTPUT_MODEL"; do echo x > $place/written || exit 9; done
            cat {server.TokenFile} {server.Data}/secrets.key && exit 8
            ls {server.Data} && exit 7
            exit 0
            """, preparation: "id -u"), "c");
        JsonNode ended = await workspace.EndOfAsync("who");

        Assert.True(0 == (int?)ended["executionInfo"]!["exitCode"], $"{ended}\n{await workspace.ReadAsync("who", "stderr.txt")}");
        string uid = $"{_nobody.Uid}";
        Assert.Equal(
            $"{uid}\n{_nobody.Gid}\n{Nobody} {Nobody}\n{uid}\n{uid}\n{uid}\n{uid}\n",
            await workspace.ReadAsync("who", "stdout.txt"));
        Assert.Equal($"{uid}\n", await workspace.ReadAsync("who", "stdout-job_prep.txt"));
        Assert.Equal("x\n", await workspace.ReadAsync("who", "written", "MODEL"));
        Assert.DoesNotContain(server.Token, await workspace.ReadAsync("who", "stderr.txt"), StringComparison.Ordinal);
        Assert.Equal([], LocalHostProcess.Lines(server.Error));

        // The node is clean for the next job, and everything goes when it is to.
        await workspace.SubmitAsync("next", AJob.Of("ls -A . $TMPDIR | grep written; exit 0"), "c");
        await workspace.EndOfAsync("next");
        Assert.Equal("", await workspace.ReadAsync("next", "stdout.txt"));
        Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.DeleteAsync(workspace.Job("who"))));
        await workspace.ScaleToAsync("c", 0, 0);
        await workspace.ClusterIsAtAsync("c", 0);
    }

    [Fact]
    public async Task A_setup_task_is_root_and_a_job_can_use_what_it_made()
    {
        SkipUnlessRoot();
        await using LocalHostProcess server = await StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "setup");
        JsonObject cluster = ACluster.Autoscaling(1, 1, "PT2S");
        cluster["properties"]!["nodeSetup"] = new JsonObject
        {
            ["setupTask"] = new JsonObject
            {
                ["commandLine"] = "id -u > $AZ_BATCHAI_MOUNT_ROOT/logs/setup-ran",
                ["stdOutErrPathPrefix"] = "$AZ_BATCHAI_MOUNT_ROOT/logs",
            },
            ["mountVolumes"] = new JsonObject { ["azureFileShares"] = new JsonArray(ACluster.Share(Workspace.Account, Workspace.Share)) },
        };
        Assert.Equal("Succeeded", await server.Api.FinishAsync(await server.Api.PutAsync(workspace.Cluster("c"), cluster, Api.New)));

        await workspace.SubmitAsync("reads", AJob.Of("cat $AZ_BATCHAI_MOUNT_ROOT/logs/setup-ran"), "c");
        JsonNode ended = await workspace.EndOfAsync("reads");
        Assert.True((string?)ended["executionState"] == "succeeded", $"{ended}");
        Assert.Equal("0\n", await workspace.ReadAsync("reads", "stdout.txt"));
        Assert.Equal(
            [_nobody.Uid],
            Directory.EnumerateFileSystemEntries(workspace.OnShare(""), "*", SearchOption.AllDirectories)
                .Where(path => !path.EndsWith("/setup-ran", StringComparison.Ordinal))
                .Select(path => FileOwner.TryFind(path)!.Value)
                .Distinct());
    }

    [Fact]
    public async Task Nodes_that_a_killed_server_left_run_no_job_as_the_user_of_before()
    {
        SkipUnlessRoot();
        await using LocalHostProcess server = await LocalHostProcess.StartAsync(isPassable: true);
        Workspace workspace = await Workspace.MakeAsync(server, "changed");
        await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);
        await workspace.ClusterAsync("c", "an idle node", cluster => (int)cluster["nodeStateCounts"]!["idleNodeCount"]! == 1);

        await server.KillAsync();
        server.Options = ["--run-jobs-as", Nobody];
        await server.ServeAgainAsync();
        await workspace.SubmitAsync("who", AJob.Of("id -u"), "c");
        await workspace.EndOfAsync("who");
        Assert.Equal($"{_nobody.Uid}\n", await workspace.ReadAsync("who", "stdout.txt"));

        // Without the option the directory is root's alone again.
        await server.InterruptAsync();
        server.Options = [];
        await server.ServeAgainAsync();
        Assert.Equal(OwnerOnly.DirectoryMode, File.GetUnixFileMode(server.Data));
    }

    [Theory]
    [InlineData("no-such-user", "'no-such-user' is no user of this machine")]
    [InlineData("root", "'root' is root itself")]
    public async Task A_user_that_jobs_cannot_run_as_is_refused_at_the_start(string user, string reason)
    {
        string directory = ShortDirectory.Make();
        ProcessOutcome refused = await RunningProgram.RunAsync(
            Checkout.LocalHost, ["serve", "--port", "0", "--data", $"{directory}/d", "--run-jobs-as", user]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_data_directory_that_the_user_cannot_come_to_is_refused_and_the_message_names_what_hides_it()
    {
        SkipUnlessRoot();
        string directory = ShortDirectory.Make();
        ProcessOutcome refused = await RunningProgram.RunAsync(
            Checkout.LocalHost, ["serve", "--port", "0", "--data", $"{directory}/d", "--run-jobs-as", Nobody]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            $"that user may not pass through {directory} and so not come to {directory}/d", refused.Error, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    private static void SkipUnlessRoot() =>
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"),
            "only a server of root runs jobs as another user, by setpriv");

    private static Task<LocalHostProcess> StartAsync() => LocalHostProcess.StartAsync(["--run-jobs-as", Nobody], isPassable: true);
}
