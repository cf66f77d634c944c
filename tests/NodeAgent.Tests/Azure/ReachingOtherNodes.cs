using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>The nodes of a job reach each other by ssh, and nobody else reaches them.</summary>
public sealed class ReachingOtherNodes
{
    private const string Secret = "nobody-else-knows";

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_runs_on_another_node_with_that_nodes_environment_and_what_the_caller_changed()
    {
        await using AzureGang gang = await AzureGang.StartAsync();
        JobLaunch job = gang.Job("""
            export host=mine name=mine MINE="two
            lines and \"quotes\" and 'more' \$5" AZ_BATCHAI_INPUT_x=mine; unset LANG
            there() { ssh -o StrictHostKeyChecking=no -x -p 22 someone@127.0.77.2 "$@"; }
            there 'echo $AZ_BATCHAI_NODE_IP $AZ_BATCH_NODE_ID $PWD; echo "$MINE"; echo $AZ_BATCHAI_INPUT_x $host $name ${LANG-none} $HUSH'
            there 'id --user --name; cat /proc/[0-9]*/cmdline | tr "\0" " " | grep --count --text [n]obody-else-knows'
            echo 'echo in $AZ_BATCHAI_NODE_IP; exit 3' | ssh 127.0.77.2; echo code $?
            ssh 127.0.77.1 'echo itself $AZ_BATCHAI_NODE_IP'
            """) with
        { Secrets = new Dictionary<string, string> { [SecretSlots.Variable("HUSH")] = Secret } };
        job = job with { Job = job.Job with { Secrets = [new EnvironmentVariableWithSecretValue { Name = "HUSH" }] } };

        await gang.RunAsync(job);

        Assert.Equal("", gang.Read("stderr.txt"));
        Assert.Equal(
            $"""
            127.0.77.2 {gang.Api.Node("2").NodeId} {gang.Root}/n2/jobs/ws/exp/job/wd
            two
            lines and "quotes" and 'more' $5
            mine mine mine none {Secret}
            {AzureGang.JobUserName}
            0
            in 127.0.77.2
            code 3
            itself 127.0.77.1

            """,
            gang.Read("stdout.txt"));
        Assert.DoesNotContain(
            Secret, string.Concat(Directory.EnumerateFiles(gang.KeysOf("2")).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gets_in_with_a_key_of_his_own_or_of_another_job_or_from_another_address()
    {
        await using AzureGang gang = await AzureGang.StartAsync();
        JobLaunch earlier = gang.Job("true");
        await gang.RunAsync(earlier);
        string former = Path.Combine(gang.Root, "former-key");
        File.Copy(Path.Combine(gang.KeysOf("1"), "key"), former);
        await gang.CleanAsync(earlier);
        JobLaunch job = gang.Job("sleep 1000", fence: 2);
        await gang.PrepareAsync(job);
        int port = gang.Report(job, "2")!.Shell!.Port;
        string foreign = Path.Combine(gang.Root, "foreign-key");
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", foreign);
        string own = Path.Combine(gang.Root, "own-key");
        File.Copy(Path.Combine(gang.KeysOf("1"), "key"), own);

        string user = AzureGang.JobUserName;
        Task<string?> Try(string key, string from, string asUser) => RunAsync(
            "ssh", "-F", "none", "-i", key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", $"BindAddress={from}", "-p", $"{port}",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", $"{asUser}@127.0.77.2", "true");

        Assert.Null(await Try(own, "127.0.77.1", user));
        string?[] others =
        [
            await Try(foreign, "127.0.77.1", user),
            await Try(former, "127.0.77.1", user),
            await Try(own, "127.0.77.9", user),
            await Try(own, "127.0.77.1", user == "games" ? "daemon" : "games"),
        ];
        Assert.All(others, refusal => Assert.Contains("Permission denied", refusal, StringComparison.Ordinal));
        await gang.CleanAsync(job);
    }

    [Fact]
    public async Task A_server_that_shows_another_key_is_not_spoken_to_whatever_the_caller_says_of_host_keys()
    {
        await using AzureGang gang = await AzureGang.StartAsync();
        JobLaunch job = gang.Job($"""
            keys=$AZ_BATCHAI_JOB_TEMP/ssh
            sed --in-place "s/ssh-ed25519 .*/$(ssh-keygen -q -t ed25519 -N '' -f other && cut --delimiter=' ' --fields=1,2 other.pub | sed 's,/,\\/,g')/" $keys/known_hosts
            ssh -o StrictHostKeyChecking=no 127.0.77.2 'echo entered'; echo code $?
            """);

        await gang.RunAsync(job);

        Assert.Equal("code 255\n", gang.Read("stdout.txt"));
        Assert.Contains("Host key verification failed", gang.Read("stderr.txt"), StringComparison.Ordinal);
        await gang.CleanAsync(job);
    }

    [Fact]
    public async Task Nothing_of_keys_servers_and_what_they_started_is_left_after_the_job()
    {
        await using AzureGang gang = await AzureGang.StartAsync();
        JobLaunch job = gang.Job("ssh 127.0.77.2 'setsid sleep 1000 > /dev/null 2>&1 & echo up'; sleep 1000");
        await gang.PrepareAsync(job);
        ShellEnd[] ends = [gang.Report(job, "1")!.Shell!, gang.Report(job, "2")!.Shell!];
        gang.Assign(job, JobPhase.Launch);
        await gang.UntilAsync("the command has started", () => gang.TryRead("stdout.txt") == "up\n");
        Assert.NotEqual(ends[0].Key, ends[1].Key);
        Assert.All(ends, end => Assert.StartsWith("ssh-ed25519 ", end.Key, StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(gang.KeysOf("2"), "key")));

        await gang.CleanAsync(job);

        Assert.Empty(gang.Processes());
        Assert.DoesNotContain(
            Directory.EnumerateFiles(gang.Root, "*", new EnumerationOptions { RecurseSubdirectories = true }),
            file => Path.GetFileName(file) != "lock" && File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal));
        foreach ((int index, ShellEnd end) in ends.Index())
        {
            string? refusal = await RunAsync("ssh", "-F", "none", "-p", $"{end.Port}", AzureGang.AddressOf($"{index + 1}"), "true");
            Assert.Contains("Connection refused", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_way_to_other_nodes_outlives_the_agents()
    {
        await using AzureGang gang = await AzureGang.StartAsync();
        JobLaunch job = gang.Job($"until [ -e {gang.Root}/go ]; do sleep 0.05; done; ssh 127.0.77.2 'echo there'");
        await gang.PrepareAsync(job);
        gang.Assign(job, JobPhase.Launch);
        await gang.ReachesAsync(JobStep.Launched, job, "1");
        await gang.ReachesAsync(JobStep.Launched, job, "2");

        foreach (AgentProcess agent in gang.Agents)
            await agent.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(gang.Root, "go"), "", _cancellation);
        foreach (AgentProcess agent in gang.Agents)
            agent.Start();
        JobReport report = await gang.ReachesAsync(JobStep.Finished, job, "1");

        Assert.Equal((0, "there\n"), (report.ExitCode, gang.Read("stdout.txt")));
        await gang.CleanAsync(job);
        Assert.Empty(gang.Processes());
    }

    [Fact]
    public async Task An_agent_that_died_before_it_wrote_down_its_server_finds_it_again()
    {
        await using AzureGang gang = await AzureGang.StartAsync();
        JobLaunch job = gang.Job("ssh 127.0.77.2 'echo there'");
        await gang.PrepareAsync(job);
        ShellEnd known = gang.Report(job, "2")!.Shell!;
        await gang.Agents[1].KillAsync();
        string file = Path.Combine(gang.Root, "s2", "agent", "jobs", "job-uid-1.json");
        JsonNode record = JsonNode.Parse(await File.ReadAllTextAsync(file, _cancellation))!;
        (record["step"], record["stage"], record["shell"]) = ("preparing", "container", null);
        await File.WriteAllTextAsync(file, record.ToJsonString(), _cancellation);
        int syncs = gang.Api.Node("2").Syncs.Count;

        gang.Agents[1].Start();
        await gang.UntilAsync(
            "the next agent has prepared the node",
            () => gang.Api.Node("2").Syncs.Skip(syncs).Any(sync => sync.Jobs is [{ Step: JobStep.Prepared }]));
        gang.Assign(job, JobPhase.Launch);
        await gang.ReachesAsync(JobStep.Finished, job, "1");

        Assert.Equal(known, gang.Report(job, "2")!.Shell);
        Assert.Equal("there\n", gang.Read("stdout.txt"));
    }

    [Fact]
    public async Task A_node_without_an_ssh_server_takes_part_and_says_that_it_cannot_be_reached()
    {
        await using AzureGang gang = await AzureGang.StartAsync(withoutServer: "2");

        await gang.RunAsync(gang.Job("ssh 127.0.77.2 true; echo code $?"));

        Assert.Equal("code 255\n", gang.Read("stdout.txt"));
        Assert.StartsWith("ssh: node 127.0.77.2 of this job cannot be reached", gang.Read("stderr.txt"), StringComparison.Ordinal);
        Assert.Contains($"{gang.Api.Node("2").NodeId} 127.0.77.2 cannot be reached by ssh", gang.LogOf("1"), StringComparison.Ordinal);
        Assert.Contains("/usr/sbin/sshd is not installed on this node", gang.LogOf("2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpirun.openmpi", "orted")]
    [InlineData("mpirun.mpich", "hydra_pmi_proxy")]
    public async Task MPI_starts_ranks_on_both_nodes(string mpirun, string helper)
    {
        Assert.SkipUnless(
            File.Exists($"/usr/bin/{mpirun}") && File.Exists($"/usr/bin/{helper}"),
            $"{mpirun} is not installed: apt-get install openmpi-bin mpich");
        await using AzureGang gang = await AzureGang.StartAsync();
        string programs = Path.Combine(gang.Root, "programs");
        Directory.CreateDirectory(programs);
        File.SetUnixFileMode(programs, (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(Path.Combine(programs, "mpirun"), $"/usr/bin/{mpirun}");
        File.CreateSymbolicLink(Path.Combine(programs, helper), $"/usr/bin/{helper}");
        JobLaunch job = gang.Job("");
        // Both nodes are this machine, which has one network that Open MPI would not take by itself.
        job = job with
        {
            Job = job.Job with
            {
                CustomToolkitSettings = null,
                CustomMpiSettings = new CustomMpiSettings { CommandLine = "echo $RANK $LOCAL_RANK $AZ_BATCHAI_NODE_IP", ProcessCount = 4 },
                EnvironmentVariables =
                [
                    new EnvironmentVariable { Name = "PATH", Value = $"{programs}:/usr/bin:/bin" },
                    new EnvironmentVariable { Name = "OMPI_MCA_oob_tcp_if_include", Value = "lo" },
                ],
            },
        };

        JobReport report = await gang.RunAsync(job);

        Assert.True(report.ExitCode == 0, gang.Read("stderr.txt"));
        Assert.Equal(
            ["0 0 127.0.77.1", "1 1 127.0.77.1", "2 0 127.0.77.2", "3 1 127.0.77.2"],
            gang.Read("stdout.txt").TrimEnd().Split('\n').Order(StringComparer.Ordinal));
        await gang.CleanAsync(job);
        Assert.Empty(gang.Processes());
    }

    /// <summary>Null when it ended well, else what it said last.</summary>
    private Task<string?> RunAsync(string program, params string[] arguments) =>
        new ToolProcess().RunAsync(program, arguments, TimeSpan.FromSeconds(30), _cancellation);
}
