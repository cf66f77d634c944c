using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>Jobs of several processes on two nodes of one machine, with bash in Python's place.</summary>
public sealed class RunningToolkits
{
    [Fact]
    public async Task Workers_end_the_job_and_parameter_servers_serve_until_they_are_stopped()
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            TensorFlowSettings = TensorFlow("echo $1 $AZ_BATCHAI_TASK_INDEX; [ $1 != ps ] || sleep 1000", machine, workers: 1, servers: 2),
        });

        await LaunchAsync(machine, job);
        JobReport master = await machine.ReachesAsync(JobStep.Finished, job, "1");
        JobReport other = await machine.ReachesAsync(JobStep.Launched, job, "2");

        Assert.Equal((0, 1), (master.ExitCode, master.AwaitedNodes));
        Assert.Equal(JobStep.Launched, other.Step);
        Assert.Equal("master 0\n", machine.Read("stdout-wk-0.txt"));
        await machine.FileHoldsAsync(machine.Output("stdout-ps-1.txt"), "ps 1");
        await CleanAsync(machine, job);
        await machine.NoJobProcessIsLeftAsync();
        Assert.Equal(0, machine.Report(job, "1")?.ExitCode);
        Assert.Null(machine.Report(job, "2")?.ExitCode);
    }

    [Fact]
    public async Task A_parameter_server_that_fails_ends_the_job_with_its_code()
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            TensorFlowSettings = TensorFlow("[ $1 != ps ] || exit 5; sleep 1000", machine, workers: 1, servers: 2),
        });

        await LaunchAsync(machine, job);
        JobReport failed = await machine.ReachesAsync(JobStep.Finished, job, "2");

        Assert.Equal(5, failed.ExitCode);
        Assert.Equal($"parameter server 1 on {machine.Api.Node("2").NodeId}", Assert.Single(failed.Failure!.Details!).Value);
        await CleanAsync(machine, job);
    }

    [Fact]
    public async Task A_rank_that_fails_is_named_and_the_others_are_stopped_with_the_job()
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            PyTorchSettings = PyTorch(
                "echo $RANK/$WORLD_SIZE $LOCAL_RANK/$LOCAL_WORLD_SIZE; [ $RANK != 3 ] || exit 9; sleep 1000", machine, processes: 4),
        });

        await LaunchAsync(machine, job);
        JobReport failed = await machine.ReachesAsync(JobStep.Finished, job, "2");
        JobReport other = await machine.ReachesAsync(JobStep.Launched, job, "1");

        Assert.Equal((9, "JobFailed", 2), (failed.ExitCode, failed.Failure?.Code, failed.AwaitedNodes));
        Assert.Equal($"rank 3 on {machine.Api.Node("2").NodeId}", Assert.Single(failed.Failure!.Details!).Value);
        Assert.Equal(JobStep.Launched, other.Step);
        foreach ((int rank, string text) in (string[])["0/4 0/2", "1/4 1/2", "2/4 0/2", "3/4 1/2"] is var texts ? texts.Index() : [])
            await machine.FileHoldsAsync(machine.Output($"stdout-{rank}.txt"), text);
        await CleanAsync(machine, job);
        await machine.NoJobProcessIsLeftAsync();
    }

    [Fact]
    public async Task All_ranks_go_on_under_the_next_agent_and_none_is_started_twice()
    {
        await using Machine machine = await Machine.StartAsync();
        AgentProcess agent = await machine.ReadyAgentAsync();
        JobLaunch job = AJob.On(machine, "").With(properties => properties with
        {
            CustomToolkitSettings = null,
            PyTorchSettings = PyTorch($"echo up; until [ -e {machine.Root}/go-$RANK ]; do sleep 0.05; done; exit $RANK", machine, 3),
        });
        machine.Assign(job, JobPhase.Launch, "1");
        await machine.ReachesAsync(JobStep.Launched, job);

        await agent.KillAsync();
        await GoAsync(machine, "go-2");
        await machine.FileHoldsAsync(machine.Output("stdout-2.txt"), "up");
        await Wait.Until(
            "rank 2 is gone",
            () => File.Exists(Path.Combine(agent.Directory, "agent", "runs", "job-uid-1-toolkit-2", "result.json")),
            () => agent.Log,
            TestContext.Current.CancellationToken);
        await GoAsync(machine, "go-1");
        await GoAsync(machine, "go-0");
        agent.Start();
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job);

        Assert.Equal((2, "rank 2"), (finished.ExitCode, finished.Failure!.Details![0].Value![..6]));
        Assert.All((int[])[0, 1, 2], rank => Assert.Equal("up\n", machine.Read($"stdout-{rank}.txt")));
    }

    [Fact]
    public async Task A_process_can_be_started_on_another_node_as_if_by_ssh()
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            CustomToolkitSettings = new CustomToolkitSettings
            {
                CommandLine = """
                    export MINE=changed AZ_BATCHAI_INPUT_x=mine
                    ssh -o StrictHostKeyChecking=no -x someone@127.0.0.2 'echo $AZ_BATCHAI_NODE_IP $AZ_BATCH_NODE_ID $PWD $MINE $AZ_BATCHAI_INPUT_x $HUSH'
                    echo 'echo in $AZ_BATCHAI_NODE_IP; exit 3' | ssh 127.0.0.2; echo code $?
                    ssh 127.0.0.9 true; echo code $?
                    """,
            },
            InputDirectories = [new InputDirectory { Id = "x", Path = "/x" }],
            Secrets = [new EnvironmentVariableWithSecretValue { Name = "HUSH" }],
        }) with
        { Secrets = new Dictionary<string, string> { [SecretSlots.Variable("HUSH")] = "nobody-else-knows" } };

        await LaunchAsync(machine, job);
        await machine.ReachesAsync(JobStep.Finished, job, "1");

        Assert.Equal(
            $"""
            127.0.0.2 {machine.Api.Node("2").NodeId} {machine.Root}/n2/jobs/ws/exp/job/wd changed mine nobody-else-knows
            in 127.0.0.2
            code 3
            code 255

            """,
            machine.Read("stdout.txt"));
        Assert.Empty(machine.FilesWith("nobody-else-knows"));
        await CleanAsync(machine, job);
    }

    [Theory]
    [InlineData("mpirun (Open MPI) 4.1.4", "--hostfile {temp}/hostfile -np 3 --bind-to none {temp}/bin/batchai-rank")]
    [InlineData("Intel(R) MPI Library for Linux* OS, Version 2019", "-f {temp}/hostfile.hydra -n 3 -genvnone {temp}/bin/batchai-rank")]
    [InlineData("HYDRA build details:", "-f {temp}/hostfile.hydra -n 3 -genvnone {temp}/bin/batchai-rank")]
    public async Task Each_MPI_is_given_the_nodes_in_its_own_words(string version, string arguments)
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            CustomMpiSettings = new CustomMpiSettings { CommandLine = "echo it\\'s rank $RANK", ProcessCount = 3 },
            EnvironmentVariables = [machine.Marker, Mpirun(machine, version)],
        });

        await LaunchAsync(machine, job);
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job, "1");

        string temporary = Path.Combine(machine.Root, "n1/jobs/ws/exp/job");
        string[] lines = machine.Read("stdout.txt").TrimEnd().Split('\n');
        Assert.Equal(0, finished.ExitCode);
        string expected = arguments.Replace("{temp}", temporary, StringComparison.Ordinal);
        Assert.EndsWith($"{expected} echo it\\'s rank $RANK", lines[0], StringComparison.Ordinal);
        Assert.Equal("it's rank 0", lines[^1]);
        Assert.Contains(version.Contains("Open", StringComparison.Ordinal) ? "127.0.0.1 slots=2 max_slots=2" : "127.0.0.1:2", lines);
        await CleanAsync(machine, job);
    }

    [Theory]
    [InlineData("mpirun (Open MPI) 4.1.4", "Open MPI", "orted")]
    [InlineData("HYDRA build details:", "MPICH", "hydra_pmi_proxy")]
    [InlineData("Intel(R) MPI Library for Linux* OS, Version 2019", "Intel MPI", "hydra_bstrap_proxy")]
    public async Task An_MPI_without_its_helper_ends_at_once_and_says_what_is_missing(string version, string kind, string helper)
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            CustomMpiSettings = new CustomMpiSettings { CommandLine = "echo never", ProcessCount = 2 },
            EnvironmentVariables = [machine.Marker, Mpirun(machine, version, helpers: [])],
        });

        await LaunchAsync(machine, job);
        JobReport finished = await machine.ReachesAsync(JobStep.Finished, job, "1");

        Assert.Equal((127, ""), (finished.ExitCode, machine.Read("stdout.txt")));
        Assert.StartsWith(
            $"batchai: {machine.Root}/mpi/mpirun is {kind}, but its program {helper} is missing in {machine.Root}/mpi",
            machine.Read("stderr.txt"),
            StringComparison.Ordinal);
        await CleanAsync(machine, job);
    }

    [Fact]
    public async Task An_exclusion_of_the_loopback_network_is_left_out_and_told()
    {
        await using Machine machine = await TwoNodesAsync();
        JobLaunch job = Gang(machine, properties => properties with
        {
            CustomToolkitSettings = new CustomToolkitSettings
            {
                CommandLine = "mpirun -mca btl_tcp_if_exclude docker0,lo --allow-run-as-root bash -c 'echo $0' hello",
            },
            EnvironmentVariables = [machine.Marker, Mpirun(machine, "mpirun (Open MPI) 4.1.4")],
        });

        await LaunchAsync(machine, job);
        await machine.ReachesAsync(JobStep.Finished, job, "1");

        Assert.StartsWith(
            "mpirun --mca btl_tcp_if_include 127.0.0.0/8 --mca oob_tcp_if_include 127.0.0.0/8 --allow-run-as-root bash -c",
            machine.Read("stdout.txt"),
            StringComparison.Ordinal);
        Assert.Contains(
            "left out of mpirun: -mca btl_tcp_if_exclude docker0,lo",
            machine.Read($"execution-{machine.Api.Node("1").NodeId}.log"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_MPI_one_rank_runs_and_more_say_what_is_missing()
    {
        await using Machine machine = await TwoNodesAsync();
        string nowhere = Path.Combine(machine.Root, "no-mpi");
        Directory.CreateDirectory(nowhere);
        foreach (string program in (string[])["bash", "dirname", "basename"])
            File.CreateSymbolicLink(Path.Combine(nowhere, program), Path.Combine("/usr/bin", program));
        JobLaunch Job(int ranks, long fence) => Gang(machine, properties => properties with
        {
            CustomMpiSettings = new CustomMpiSettings { CommandLine = "echo alone", ProcessCount = ranks },
            EnvironmentVariables = [machine.Marker, new EnvironmentVariable { Name = "PATH", Value = nowhere }],
        }) with
        { Fence = fence };

        await LaunchAsync(machine, Job(1, 1));
        JobReport one = await machine.ReachesAsync(JobStep.Finished, Job(1, 1), "1");
        await CleanAsync(machine, Job(1, 1));
        await LaunchAsync(machine, Job(2, 2));
        JobReport two = await machine.ReachesAsync(JobStep.Finished, Job(2, 2), "1");

        Assert.Equal((0, 127), (one.ExitCode, two.ExitCode));
        Assert.Equal("alone\n", machine.Read("stdout.txt"));
        Assert.Contains("no mpirun on PATH, and 2 ranks need one", machine.Read("stderr.txt"), StringComparison.Ordinal);
    }

    private static async Task<Machine> TwoNodesAsync()
    {
        Machine machine = await Machine.StartAsync();
        await machine.ReadyAgentAsync("1");
        await machine.ReadyAgentAsync("2");
        return machine;
    }

    private static JobLaunch Gang(Machine machine, Func<JobProperties, JobProperties> change) =>
        AJob.On(
            machine,
            "",
            nodes: [new GangMember(machine.Api.Node("1").NodeId, "127.0.0.1"), new GangMember(machine.Api.Node("2").NodeId, "127.0.0.2")])
        .With(properties => change(properties with { CustomToolkitSettings = null }));

    private static async Task LaunchAsync(Machine machine, JobLaunch job)
    {
        machine.Assign(job, JobPhase.Prepare, "1", "2");
        await machine.ReachesAsync(JobStep.Prepared, job, "1");
        await machine.ReachesAsync(JobStep.Prepared, job, "2");
        machine.Assign(job, JobPhase.Launch, "1", "2");
    }

    private static async Task CleanAsync(Machine machine, JobLaunch job)
    {
        machine.Assign(job, JobPhase.Clean, "1", "2");
        await machine.ReachesAsync(JobStep.Clean, job, "1");
        await machine.ReachesAsync(JobStep.Clean, job, "2");
    }

    private static TensorFlowSettings TensorFlow(string script, Machine machine, int workers, int servers) => new()
    {
        PythonInterpreterPath = "bash",
        PythonScriptFilePath = Script(machine, script),
        MasterCommandLineArgs = "master",
        WorkerCommandLineArgs = "worker",
        ParameterServerCommandLineArgs = "ps",
        WorkerCount = workers,
        ParameterServerCount = servers,
    };

    private static PyTorchSettings PyTorch(string script, Machine machine, int processes) => new()
    {
        PythonInterpreterPath = "bash",
        PythonScriptFilePath = Script(machine, script),
        ProcessCount = processes,
    };

    private static string Script(Machine machine, string text)
    {
        string file = Path.Combine(machine.Root, "script of a job");
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A PATH on which an mpirun stands that prints what it was given and runs one rank.</summary>
    /// <param name="helpers">What mpirun starts on other nodes, beside it; null is all that any kind has.</param>
    private static EnvironmentVariable Mpirun(Machine machine, string version, IReadOnlyList<string>? helpers = null)
    {
        string directory = Path.Combine(machine.Root, "mpi");
        Directory.CreateDirectory(directory);
        string file = Path.Combine(directory, "mpirun");
        File.WriteAllText(file, $$"""
            #!/bin/bash
            if [ "$1" = --version ]; then echo "{{version}}"; exit; fi
            echo "mpirun $*"
            while [ $# -gt 0 ]; do
              case $1 in
                --hostfile | -f) cat "$2" ;;
                */batchai-rank) exec "$@" ;;
              esac
              shift
            done
            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string helper in helpers ?? ["orted", "hydra_pmi_proxy", "hydra_bstrap_proxy"])
            File.CreateSymbolicLink(Path.Combine(directory, helper), "/usr/bin/true");
        return new EnvironmentVariable { Name = "PATH", Value = $"{directory}:/usr/bin:/bin" };
    }

    private static Task GoAsync(Machine machine, string name) => File.WriteAllTextAsync(Path.Combine(machine.Root, name), "");
}
