using BatchAi.Linux;
using BatchAi.Model;
using BatchAi.Testing;

namespace BatchAi.NodeAgent.Tests;

/// <summary>What a job leaves on its node goes with it; what cannot go holds neither the job nor the next one.</summary>
public sealed class LeavingFiles
{
    private const string OddName = @"$'caf\xe9\n\xff.txt'";

    [Theory]
    [InlineData(@"cd $AZ_BATCHAI_JOB_TEMP; touch $'caf\xe9.txt'; mkdir $'\xff'; touch $'\xff/\xfe'")]
    [InlineData(@"cd $TMPDIR; touch $'caf\xe9.txt'; mkdir $'\xff'; touch $'\xff/\xfe'")]
    [InlineData("mkdir -p closed/inner; touch closed/inner/file; chmod 000 closed/inner closed")]
    [InlineData("cd ../..; mkdir beside; cd ..; chmod 000 exp")]
    [InlineData("for i in $(seq 100); do mkdir a-directory-with-a-name-of-nearly-fifty-characters && cd a-d*; done; touch $'\\xe9'")]
    [InlineData("mkfifo pipe; ln -s loop loop; ln -s / root; ln -s . here")]
    public async Task Whatever_the_names_modes_and_depth_all_of_it_is_gone_when_the_job_is_clean(string leaving)
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, leaving + "; exit 3");
        JobReport finished = await machine.RunAsync(job);

        machine.Assign(job, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, job);

        Assert.Equal(3, finished.ExitCode);
        Assert.False(Path.Exists($"{agent.Directory}/jobs"));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{agent.Directory}/tmp"));
        Assert.Null(machine.Api.Node("1").Last?.Problem);
    }

    [Theory]
    [InlineData("rm -rf $HOME; touch $HOME")]
    [InlineData("rm -rf $HOME; ln -s $HOME $HOME")]
    [InlineData("rm -rf $HOME; ln -s nowhere $HOME")]
    [InlineData("rm -rf ${TMPDIR%/*}; touch ${TMPDIR%/*}")]
    [InlineData("rm -rf ${TMPDIR%/*}; ln -s nowhere ${TMPDIR%/*}")]
    public async Task Something_else_in_the_place_of_a_directory_that_jobs_share_is_gone_before_the_next_begins(string leaving)
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, leaving, fence: 1);
        await machine.RunAsync(job);
        machine.Assign(job, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, job);

        JobReport next = await machine.RunAsync(AJob.On(machine, "touch $HOME/file $TMPDIR/file", fence: 2));

        Assert.Equal((0, null), (next.ExitCode, next.Failure));
    }

    [Fact]
    public async Task What_the_job_mounted_is_unmounted_and_what_lies_there_is_kept()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        string precious = Path.Combine(machine.Root, "precious");
        Directory.CreateDirectory(precious);
        await File.WriteAllTextAsync($"{precious}/file", "kept", TestContext.Current.CancellationToken);
        JobLaunch job = AJob.On(machine, $@"mkdir $'m\xe9' && mount --bind {precious} $'m\xe9' && mount -t tmpfs t $'m\xe9'");
        JobReport finished = await machine.RunAsync(job);
        Assert.SkipUnless(finished.ExitCode == 0, "nothing can be mounted here");

        machine.Assign(job, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, job);

        Assert.False(Path.Exists($"{agent.Directory}/jobs"));
        Assert.Equal("kept", await File.ReadAllTextAsync($"{precious}/file", TestContext.Current.CancellationToken));
        Assert.Empty(new MountTable().Below(machine.Root));
        Assert.Null(machine.Api.Node("1").Last?.Problem);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_set_aside_and_told_the_next_job_runs_and_the_node_is_given_up_in_the_end()
    {
        Assert.SkipUnless(Immutable.CanBeMade(), "files cannot be made immutable here");
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        FakeNode node = machine.Api.Node("1");
        JobLaunch stubborn = AJob.On(machine, $"mkdir d; touch d/{OddName}; chattr +i d/* ; exit 3", fence: 1);
        try
        {
            await machine.RunAsync(stubborn);

            machine.Assign(stubborn, JobPhase.Clean, "1");
            JobReport clean = await machine.ReachesAsync(JobStep.Clean, stubborn);
            SyncRequest told = node.Last!;
            JobReport next = await machine.RunAsync(AJob.On(machine, "test ! -e d", fence: 2));
            await Wait.Until(
                "the node is given up",
                () => node.Last?.Status == NodeStatus.Unusable,
                () => agent.Log,
                TestContext.Current.CancellationToken);

            Assert.Equal(3, clean.ExitCode);
            Assert.Equal((NodeStatus.Ready, AgentProtocol.FilesNotRemoved), (told.Status, told.Problem?.Code));
            Assert.Contains(
                $@"{agent.Directory}/jobs/ws/exp/job/wd/d/caf\xe9\x0a\xff.txt: Operation not permitted",
                told.Problem?.Message,
                StringComparison.Ordinal);
            Assert.Equal(0, next.ExitCode);
            Assert.Equal(told.Problem?.Message, node.Last?.Problem?.Message);
        }
        finally
        {
            Immutable.End(machine.Root);
        }
    }

    [Fact]
    public async Task The_files_of_somebody_else_are_set_aside_too()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        await using Machine machine = await Machine.StartAsync();
        // Root without what makes root different: other users' files are as safe from it as from anybody.
        AgentProcess agent = await machine.ReadyAgentAsync(prefix: ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]);
        JobLaunch job = AJob.On(machine, "mkdir -p theirs/inner; touch up; while test -e up; do sleep 0.02; done");
        machine.Assign(job, JobPhase.Launch, "1");
        string directory = $"{agent.Directory}/jobs/ws/exp/job/wd";
        await Wait.Until("the job is up", () => File.Exists($"{directory}/up"), () => agent.Log, TestContext.Current.CancellationToken);
        FileSystemUser.Give($"{directory}/theirs", 54321, 54321);
        File.Delete($"{directory}/up");
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job);

        machine.Assign(job, JobPhase.Clean, "1");
        await machine.ReachesAsync(JobStep.Clean, job);
        JobReport next = await machine.RunAsync(AJob.On(machine, "test ! -e theirs", fence: 2));

        Assert.Equal(0, finished.ExitCode);
        string? problem = machine.Api.Node("1").Last?.Problem?.Message;
        Assert.Contains($"{directory}/theirs/inner: Permission denied", problem, StringComparison.Ordinal);
        Assert.Equal(0, next.ExitCode);
    }
}
