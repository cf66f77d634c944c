using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

public sealed class Planning
{
    [Theory]
    [InlineData(4, 2, "2 2")]
    [InlineData(5, 2, "3 2")]
    [InlineData(3, 3, "1 1 1")]
    [InlineData(4, 3, "2 1 1")]
    [InlineData(1, 3, "1 0 0")]
    public void Ranks_are_spread_evenly_and_the_first_nodes_take_what_is_over(int processes, int nodes, string counts) =>
        Assert.Equal(counts, string.Join(' ', RankPlacement.Counts(processes, nodes)));

    [Fact]
    public void Neighbouring_ranks_share_a_node_and_are_counted_there()
    {
        ToolkitPlan plan = APlan.Of(
            new JobProperties { PyTorchSettings = new PyTorchSettings { PythonScriptFilePath = "t.py", ProcessCount = 5 } }, nodes: 2);

        Assert.Equal(
            ["0 0 0 3 0", "1 0 1 3 0", "2 0 2 3 0", "3 1 0 2 1", "4 1 1 2 1"],
            plan.Processes.Select(process => string.Join(
                ' ',
                process.Variables["RANK"],
                process.Node,
                process.Variables["LOCAL_RANK"],
                process.Variables["LOCAL_WORLD_SIZE"],
                process.Variables["NODE_RANK"])));
        Assert.All(
            plan.Processes,
            process => Assert.Equal(("5", "10.0.0.4"), (process.Variables["WORLD_SIZE"], process.Variables["MASTER_ADDR"])));
        Assert.Equal(2, plan.AwaitedNodes);
        Assert.Equal(
            "10.0.0.4 slots=3 max_slots=3\n10.0.0.5 slots=2 max_slots=2\n",
            Hostfile.Of(APlan.Launch(new JobProperties(), 2).Nodes, plan.Ranks));
    }

    [Theory]
    [InlineData(null, "file:///shared/uid-7/pytorch-init")]
    [InlineData("Gloo", "file:///shared/uid-7/pytorch-init")]
    [InlineData("TCP", "tcp://10.0.0.4:2222")]
    public void PyTorchs_ranks_find_each_other_as_their_backend_does(string? backend, string method)
    {
        ToolkitPlan plan = APlan.Of(PyTorch(backend), nodes: 2);

        Assert.All(plan.Processes, process => Assert.Equal(method, process.Variables["AZ_BATCHAI_PYTORCH_INIT_METHOD"]));
    }

    [Fact]
    public void PyTorch_over_MPI_is_started_by_mpirun()
    {
        ProcessPlan master = Assert.Single(APlan.Of(PyTorch("MPI"), nodes: 2).Processes);

        Assert.StartsWith("batchai-mpi 2 '", master.CommandLine, StringComparison.Ordinal);
        Assert.Equal("stdout.txt", master.OutputName);
        Assert.DoesNotContain("AZ_BATCHAI_PYTORCH_INIT_METHOD", master.Variables);
    }

    [Fact]
    public void A_second_attempt_meets_elsewhere()
    {
        string First(long fence) =>
            APlan.Of(PyTorch("gloo"), nodes: 2, fence: fence).Processes[0].Variables["AZ_BATCHAI_PYTORCH_INIT_METHOD"];

        Assert.NotEqual(First(7), First(8));
    }

    [Fact]
    public void TensorFlow_lists_every_role_counts_ports_by_node_and_waits_for_workers_alone()
    {
        ToolkitPlan plan = APlan.Of(TensorFlow(workers: 3, servers: 2), nodes: 2);

        Assert.Equal(
            ["ps-0 0 False", "ps-1 1 False", "wk-0 0 True", "wk-1 1 True", "wk-2 0 True"],
            plan.Processes.Select(process => $"{process.Name} {process.Node} {process.IsAwaited}"));
        Assert.All(plan.Processes, process => Assert.Equal("10.0.0.4:2222,10.0.0.5:2222", process.Variables["AZ_BATCHAI_PS_HOSTS"]));
        Assert.All(
            plan.Processes,
            process => Assert.Equal("10.0.0.4:2223,10.0.0.5:2223,10.0.0.4:2224", process.Variables["AZ_BATCHAI_WORKER_HOSTS"]));
        Assert.Equal(["0", "1", "0", "1", "2"], plan.Processes.Select(process => process.Variables["AZ_BATCHAI_TASK_INDEX"]));
        Assert.Equal(
            ["ps 0", "ps 1", "chief 0", "worker 0", "worker 1"], plan.Processes.Select(process => Task(Config(process))));
        Assert.Equal("""["10.0.0.4:2223"]""", Config(plan.Processes[0])["cluster"]!["chief"]!.ToJsonString());
        Assert.Equal("""["10.0.0.5:2223","10.0.0.4:2224"]""", Config(plan.Processes[0])["cluster"]!["worker"]!.ToJsonString());
        Assert.Equal(2, plan.AwaitedNodes);
    }

    [Fact]
    public void TF_CONFIG_can_be_had_as_the_old_service_wrote_it()
    {
        JobProperties job = TensorFlow(workers: 2, servers: 1) with
        {
            EnvironmentVariables = [new EnvironmentVariable { Name = "AZ_BATCHAI_TF_CONFIG_LAYOUT", Value = "batchai" }],
        };

        ToolkitPlan plan = APlan.Of(job, nodes: 2);

        Assert.Equal(["ps 0", "worker 0", "worker 1"], plan.Processes.Select(process => Task(Config(process))));
        Assert.Equal(
            """{"ps":["10.0.0.4:2222"],"worker":["10.0.0.4:2223","10.0.0.5:2222"]}""", Config(plan.Processes[0])["cluster"]!.ToJsonString());
    }

    [Fact]
    public void TensorFlow_on_one_node_is_the_master_alone()
    {
        ProcessPlan master = Assert.Single(APlan.Of(TensorFlow(workers: null, servers: null), nodes: 1).Processes);

        Assert.Equal(("stdout-wk-0.txt", "stderr-wk-0.txt"), (master.OutputName, master.ErrorName));
        Assert.Equal(("", "10.0.0.4:2222"), (master.Variables["AZ_BATCHAI_PS_HOSTS"], master.Variables["AZ_BATCHAI_WORKER_HOSTS"]));
        Assert.Equal("""{"chief":["10.0.0.4:2222"]}""", Config(master)["cluster"]!.ToJsonString());
    }

    [Fact]
    public void On_one_machine_no_two_processes_of_a_job_share_a_port_and_other_jobs_have_others()
    {
        IEnumerable<string> Ports(long fence) => APlan.Of(TensorFlow(workers: 4, servers: 2), nodes: 2, oneMachine: true, fence).Processes
            .Take(1)
            .SelectMany(process => $"{process.Variables["AZ_BATCHAI_PS_HOSTS"]},{process.Variables["AZ_BATCHAI_WORKER_HOSTS"]}".Split(','))
            .Select(end => end.Split(':')[1]);

        Assert.Equal(6, Ports(7).Distinct().Count());
        Assert.Empty(Ports(7).Intersect(Ports(8)));
    }

    [Fact]
    public void Paths_are_one_word_and_their_variables_are_left_to_bash()
    {
        JobProperties job = new()
        {
            Caffe2Settings = new Caffe2Settings { PythonScriptFilePath = "$AZ_BATCHAI_INPUT_X/my \"own\".py", CommandLineArgs = "--a $B" },
        };

        Assert.Equal(
            $"{BatchAi.Model.Toolkits.DefaultPython} \"$AZ_BATCHAI_INPUT_X/my \\\"own\\\".py\" --a $B", APlan.Of(job, nodes: 1).Processes[0].CommandLine);
    }

    [Fact]
    public void BrainScript_and_solvers_are_files_of_their_programs()
    {
        ToolkitPlan cntk = APlan.Of(
            new JobProperties { CntkSettings = new CntkSettings { ConfigFilePath = "$C/a.cntk", CommandLineArgs = "rootDir=." } },
            nodes: 1);
        ToolkitPlan caffe = APlan.Of(
            new JobProperties { CaffeSettings = new CaffeSettings { ConfigFilePath = "$C/solver", CommandLineArgs = "--gpu all" } },
            nodes: 1);

        Assert.Equal("batchai-mpi 1 'cntk configFile=\"$C/a.cntk\" rootDir=.'", cntk.Processes[0].CommandLine);
        Assert.Equal("batchai-mpi 1 'caffe train --solver=\"$C/solver\" --gpu all'", caffe.Processes[0].CommandLine);
    }

    private static JobProperties PyTorch(string? backend) => new()
    {
        PyTorchSettings = new PyTorchSettings { PythonScriptFilePath = "train.py", CommunicationBackend = backend },
    };

    private static JobProperties TensorFlow(int? workers, int? servers) => new()
    {
        TensorFlowSettings = new TensorFlowSettings
        {
            PythonScriptFilePath = "train.py",
            MasterCommandLineArgs = "--master",
            WorkerCommandLineArgs = "--worker",
            ParameterServerCommandLineArgs = "--ps",
            WorkerCount = workers,
            ParameterServerCount = servers,
        },
    };

    private static JsonNode Config(ProcessPlan process) => JsonNode.Parse(process.Variables["TF_CONFIG"])!;

    private static string Task(JsonNode config) => $"{config["task"]!["type"]} {config["task"]!["index"]}";
}
