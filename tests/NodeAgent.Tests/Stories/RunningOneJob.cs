using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class RunningOneJob
{
    [Fact]
    public async Task Leaves_its_output_where_the_contract_says_and_nothing_else()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(
                machine,
                "echo out; echo err >&2; pwd; cat $AZ_BATCHAI_MPI_HOST_FILE; echo model > $AZ_BATCHAI_OUTPUT_model/m; ls "
                + "$AZ_BATCHAI_INPUT_data; touch local shared; env"
            )
            .With(properties =>
                properties with
                {
                    JobPreparation = new JobPreparation { CommandLine = "echo prepared $AZ_BATCHAI_NUM_GPUS" },
                    InputDirectories = [new InputDirectory { Id = "data", Path = "$AZ_BATCHAI_JOB_MOUNT_ROOT/logs" }],
                    OutputDirectories =
                    [
                        new OutputDirectory
                        {
                            Id = "model",
                            PathPrefix = "$AZ_BATCHAI_JOB_MOUNT_ROOT/logs",
                            PathSuffix = "Models",
                        },
                    ],
                }
            );

        JobReport finished = await machine.RunAsync(job);

        Assert.Equal((JobStep.Finished, 0, null), (finished.Step, finished.ExitCode, finished.Failure));
        string[] output = machine.Read("stdout.txt").Split('\n');
        Assert.Equal(["out", agent.Directory + "/jobs/ws/exp/job/wd", "127.0.0.1 slots=1 max_slots=1", "sub"], output[..4]);
        Assert.Contains("AZ_BATCHAI_JOB_TEMP=" + agent.Directory + "/jobs/ws/exp/job", output);
        Assert.DoesNotContain(
            output,
            line =>
                line.StartsWith("NOT_FOR_JOBS", StringComparison.Ordinal)
                || line.StartsWith("BATCHAI_INSTANCE_ID", StringComparison.Ordinal));
        Assert.Equal("err\n", machine.Read("stderr.txt"));
        Assert.Equal("prepared 2\n", machine.Read("stdout-job_prep.txt"));
        Assert.Contains("stands in", machine.Read($"execution-{machine.Api.Node("1").NodeId}.log"), StringComparison.Ordinal);
        Assert.Equal(
            "model\n",
            await File.ReadAllTextAsync(
                Path.Combine(machine.Volumes, "acct/logs", AJob.Segment, "outputs/Models/m"),
                TestContext.Current.CancellationToken));

        machine.Assign(job, JobPhase.Stop, "1");
        await machine.ReachesAsync(JobStep.Stopped, job);
        machine.Assign(job, JobPhase.Clean, "1");
        JobReport clean = await machine.ReachesAsync(JobStep.Clean, job);

        Assert.Equal(0, clean.ExitCode);
        Assert.False(Directory.Exists(agent.Directory + "/jobs/ws/exp/job"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(machine.Root, "shared")));
        Assert.True(File.Exists(machine.Output("stdout.txt")));
        await ForgottenOnceNotWantedAsync(machine, job);
    }

    [Theory]
    [InlineData("exit 7", 7, "JobFailed")]
    [InlineData("kill -9 $$", 137, "JobFailed")]
    [InlineData("no-such-program", 127, "JobFailed")]
    public async Task Reports_the_real_exit_code(string command, int exitCode, string error)
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();

        JobReport finished = await machine.RunAsync(AJob.On(machine, command));

        Assert.Equal((exitCode, error), (finished.ExitCode, finished.Failure?.Code));
    }

    [Fact]
    public async Task Refuses_what_it_cannot_run_with_the_reason()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch good = AJob.On(machine, "true");
        (Func<JobProperties, JobProperties> Change, string Code, int? ExitCode)[] bad =
        [
            (
                job =>
                    job with
                    {
                        ContainerSettings = new ContainerSettings { ImageSourceRegistry = new ImageSourceRegistry { Image = "ubuntu" } },
                    },
                "FailedStartingContainer",
                null),
            (
                job => job with { CustomToolkitSettings = null },
                "ToolkitNotSupported",
                null),
            (job => job with { StdOutErrPathPrefix = "$AZ_BATCHAI_INPUT_none/x" }, "JobOutputDirectoryError", null),
            (job => job with { StdOutErrPathPrefix = "/proc/none" }, "JobOutputDirectoryError", null),
            (
                job =>
                    job with
                    {
                        MountVolumes = new MountVolumes
                        {
                            AzureFileShares =
                            [
                                new AzureFileShareReference
                                {
                                    AccountName = "a",
                                    AzureFileUrl = "https://a/s",
                                    RelativeMountPath = "../x",
                                },
                            ],
                        },
                    },
                "AZFMountError",
                -1),
        ];

        for (int index = 0; index < bad.Length; index++)
        {
            JobReport finished = await machine.RunAsync(good.With(bad[index].Change) with { Fence = index + 1 });

            Assert.Equal((bad[index].Code, bad[index].ExitCode), (finished.Failure?.Code, finished.ExitCode));
        }
    }

    [Fact]
    public async Task Runs_a_containers_job_on_the_host_only_when_told_to()
    {
        await using Machine machine = await Machine.StartAsync(""", "containers": "host" """);
        await machine.ReadyAgentAsync();

        JobReport finished = await machine.RunAsync(
            AJob.On(machine, "true").With(job => job with { ContainerSettings = new ContainerSettings() }));

        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("runs on the host", machine.Read($"execution-{machine.Api.Node("1").NodeId}.log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_it_at_its_wall_clock_limit_without_an_exit_code()
    {
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();

        JobReport finished = await machine.RunAsync(
            AJob.On(machine, "sleep 1000 & sleep 1000")
                .With(job => job with { Constraints = new JobConstraints { MaxWallClockTime = TimeSpan.FromSeconds(1) } }));

        Assert.Equal((null, "JobMaxWallClockTimeExceeded"), (finished.ExitCode, finished.Failure?.Code));
        Assert.Empty(machine.JobProcesses());
    }

    [Fact]
    public async Task Never_writes_a_secret_to_disk()
    {
        const string Value = "s3cret-value-4711";
        await using Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync();
        JobLaunch withoutValue = AJob.On(machine, "[ \"$TOKEN\" = s3cret-value-$((4700 + 11)) ] && echo seen && sleep 1000")
            .With(properties =>
                properties with
                {
                    Secrets = [new EnvironmentVariableWithSecretValue { Name = "TOKEN" }],
                    JobPreparation = new JobPreparation { CommandLine = "[ -n \"$TOKEN\" ]" },
                }
            );
        JobLaunch job = withoutValue with { Secrets = new Dictionary<string, string> { [SecretSlots.Variable("TOKEN")] = Value } };

        machine.Assign(job, JobPhase.Launch, "1");
        await machine.FileHoldsAsync(machine.Output("stdout.txt"), "seen");

        Assert.Empty(machine.FilesWith(Value));
        Assert.NotEmpty(machine.FilesWith(job.JobUid));
    }

    private static async Task ForgottenOnceNotWantedAsync(Machine machine, JobLaunch job)
    {
        machine.Api.Node("1").Assign(null);
        await Wait.Until(
            "the attempt is forgotten",
            () => machine.Report(job) is null,
            () => $"{machine.Report(job)}",
            TestContext.Current.CancellationToken);
    }
}
