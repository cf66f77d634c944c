using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>An agent keeps its own files to itself, with umask 077; what is made for the user is the user's to share.</summary>
public sealed class ModesOfFiles
{
    private static readonly string[] s_strict = ["/bin/sh", "-c", "umask 077; exec \"$@\"", "agent"];

    [Fact]
    public async Task Jobs_run_with_the_usual_umask_and_output_directories_have_the_mode_that_the_mount_asks_for()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync(prefix: s_strict);
        JobLaunch job = AJob.On(machine, "umask; echo x > file; mkdir directory; stat -c '%a %n' file directory")
            .With(properties => properties with
            {
                MountVolumes = new MountVolumes
                {
                    AzureFileShares = [properties.MountVolumes!.AzureFileShares![0] with { DirectoryMode = "0775" }],
                },
            });

        JobReport finished = await machine.RunAsync(job);

        Assert.Equal(0, finished.ExitCode);
        Assert.Equal("0022\n644 file\n755 directory\n", machine.Read("stdout.txt"));
        string share = Path.Combine(machine.Volumes, "acct", "logs");
        for (string at = Path.GetDirectoryName(machine.Output("x"))!; at.Length >= share.Length; at = Path.GetDirectoryName(at)!)
            Assert.Equal((UnixFileMode)0b111_111_101, File.GetUnixFileMode(at));
        const UnixFileMode readByAll = (UnixFileMode)0b110_100_100;
        Assert.Equal(readByAll, File.GetUnixFileMode(machine.Output("stdout.txt")));
        Assert.Equal(readByAll, File.GetUnixFileMode(machine.Output($"execution-{machine.Api.Node("1").NodeId}.log")));
    }

    [Fact]
    public async Task Output_below_a_mount_root_where_nothing_is_mounted_is_refused_with_the_reason()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();

        JobReport lost = await machine.RunAsync(
            AJob.On(machine, "true").With(job => job with { StdOutErrPathPrefix = "$AZ_BATCHAI_MOUNT_ROOT/typo" }));
        JobReport local = await machine.RunAsync(
            AJob.On(machine, "true", fence: 2).With(job => job with { StdOutErrPathPrefix = "$AZ_BATCHAI_JOB_TEMP/out" }));

        Assert.Equal("JobOutputDirectoryError", lost.Failure?.Code);
        Assert.Contains("where no volume is mounted", Assert.Single(lost.Failure!.Details!).Value, StringComparison.Ordinal);
        Assert.Equal(0, local.ExitCode);
    }
}
