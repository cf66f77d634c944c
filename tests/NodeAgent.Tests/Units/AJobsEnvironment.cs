using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class AJobsEnvironment
{
    private static readonly NodeInstance s_node = NodeInstance.TryFrom(
        new Dictionary<string, string>
        {
            ["BATCHAI_INSTANCE_DIR"] = "/i",
            ["BATCHAI_INSTANCE_ID"] = "1",
            ["BATCHAI_ADDRESS"] = "127.0.0.2",
            ["CUDA_VISIBLE_DEVICES"] = "GPU-a,GPU-b",
            ["AGENT_ONLY"] = "x",
        },
        out _)!;

    [Fact]
    public void Has_every_variable_of_the_contract()
    {
        IReadOnlyDictionary<string, string> seen = Of(
            new JobProperties { StdOutErrPathPrefix = "$AZ_BATCHAI_JOB_MOUNT_ROOT/logs/" }).Variables;

        Assert.Equal("/i/mounts", seen["AZ_BATCHAI_MOUNT_ROOT"]);
        Assert.Equal("/i/jobs", seen["AZ_BATCHAI_JOB_TEMP_DIR"]);
        Assert.Equal("/i/jobs/ws/exp/job", seen["AZ_BATCHAI_JOB_TEMP"]);
        Assert.Equal("/i/jobs/ws/exp/job/wd", seen["AZ_BATCHAI_JOB_WORK_DIR"]);
        Assert.Equal("/i/jobs/ws/exp/job/mounts", seen["AZ_BATCHAI_JOB_MOUNT_ROOT"]);
        Assert.Equal("/i/jobs/ws/exp/job/hostfile", seen["AZ_BATCHAI_MPI_HOST_FILE"]);
        Assert.Equal("/shared/uid-7", seen["AZ_BATCHAI_SHARED_JOB_TEMP"]);
        Assert.Equal("/i/jobs/ws/exp/job/mounts/logs/seg/stdouterr", seen["AZ_BATCHAI_STDOUTERR_DIR"]);
        Assert.Equal(("2", "2"), (seen["AZ_BATCHAI_NUM_GPUS"], seen["AZ_BATCHAI_NUM_GPUS_PER_NODE"]));
        Assert.Equal(("127.0.0.1,127.0.0.2", "false"), (seen["AZ_BATCH_HOST_LIST"], seen["AZ_BATCH_IS_CURRENT_NODE_MASTER"]));
        Assert.Equal(
            ("127.0.0.1", "127.0.0.2", "tvm-b"),
            (seen["AZ_BATCHAI_MPI_MASTER_NODE"], seen["AZ_BATCHAI_NODE_IP"], seen["AZ_BATCH_NODE_ID"]));
        Assert.DoesNotContain("AGENT_ONLY", seen);
        Assert.DoesNotContain("BATCHAI_INSTANCE_ID", seen);
    }

    [Fact]
    public void Is_worked_out_from_built_ins_to_directories_to_user_variables_and_leaves_secrets_as_they_are()
    {
        JobEnvironment seen = Of(
            new JobProperties
            {
                StdOutErrPathPrefix = "/logs",
                InputDirectories = [new InputDirectory { Id = "data", Path = "$AZ_BATCHAI_JOB_MOUNT_ROOT/in/file.bin" }],
                OutputDirectories =
                [
                    new OutputDirectory
                    {
                        Id = "model",
                        PathPrefix = "${AZ_BATCHAI_MOUNT_ROOT}/out/",
                        PathSuffix = "Models",
                    },
                    new OutputDirectory { Id = "bare", PathPrefix = "/elsewhere" },
                ],
                EnvironmentVariables =
                [
                    new EnvironmentVariable { Name = "USES", Value = "$AZ_BATCHAI_INPUT_data:$AZ_BATCHAI_OUTPUT_model:$PATH" },
                ],
                Secrets = [new EnvironmentVariableWithSecretValue { Name = "TOKEN" }],
            }
        );

        Assert.Equal("/i/jobs/ws/exp/job/mounts/in/file.bin", seen.Variables["AZ_BATCHAI_INPUT_data"]);
        Assert.Equal("/i/jobs/ws/exp/job/mounts/in/file.bin:/i/mounts/out/seg/outputs/Models:$PATH", seen.Variables["USES"]);
        Assert.Equal("$AZ_BATCHAI_JOB_TEMP", seen.Variables["TOKEN"]);
        Assert.Equal(["/logs/seg/stdouterr", "/i/mounts/out/seg/outputs/Models", "/elsewhere/seg/outputs"], seen.OutputDirectories);
    }

    [Fact]
    public void Says_0_on_a_node_without_GPUs_and_never_nothing()
    {
        JobProperties job = new();
        NodeInstance bare = s_node with { GpuCount = 0 };

        IReadOnlyDictionary<string, string> seen =
            JobEnvironment.Of(Launch(job), bare, JobPaths.Of(Launch(job), bare, "/shared"), oneMachine: false).Variables;

        Assert.Equal(("0", "0"), (seen["AZ_BATCHAI_NUM_GPUS"], seen["AZ_BATCHAI_NUM_GPUS_PER_NODE"]));
    }

    [Fact]
    public void Keeps_temporary_files_short_enough_for_sockets()
    {
        NodeInstance deep = s_node with
        {
            Directory = "/" + new string('d', 90),
            BaseEnvironment = new Dictionary<string, string> { ["TMPDIR"] = "/" + new string('d', 90) },
        };

        Assert.Equal("/i/tmp/j7", JobPaths.Of(Launch(new JobProperties()), s_node, "/shared").ScratchFiles);
        Assert.InRange(JobPaths.Of(Launch(new JobProperties()), deep, "/shared").ScratchFiles.Length, 1, 70);
    }

    private static JobEnvironment Of(JobProperties job) =>
        JobEnvironment.Of(Launch(job), s_node, JobPaths.Of(Launch(job), s_node, "/shared"), oneMachine: true);

    private static JobLaunch Launch(JobProperties job) => new()
    {
        JobUid = "uid",
        Fence = 7,
        WorkspaceName = "ws",
        ExperimentName = "exp",
        JobName = "job",
        ClusterName = "c",
        Job = job with { JobOutputDirectoryPathSegment = "seg" },
        Nodes = [new GangMember("tvm-a", "127.0.0.1"), new GangMember("tvm-b", "127.0.0.2")],
        Rank = 1,
        Secrets = new Dictionary<string, string> { [SecretSlots.Variable("TOKEN")] = "$AZ_BATCHAI_JOB_TEMP" },
    };
}
