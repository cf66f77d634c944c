using System.Diagnostics;
using System.Text.Json.Nodes;

namespace BatchAi.Cli.Tests;

/// <summary>Processes stand for a job's and for an agent; what the command line would become is run by the test.</summary>
public sealed class EnteringAJob : IDisposable
{
    /// <summary>Two runs of this test at once must not find each other's processes.</summary>
    private readonly string _uid = $"{Environment.ProcessId:x32}";

    private readonly CliRun _cli = new();
    private readonly List<Process> _started = [];
    private (IReadOnlyList<string> Words, IReadOnlyList<string> Variables) _became;

    public EnteringAJob()
    {
        _cli.Environment = _cli.Environment with
        {
            UserName = "me",
            Become = (words, variables) =>
            {
                _became = (words, [.. variables]);
                return 0;
            },
        };
        AddJob("running");
    }

    [Fact]
    public async Task A_command_has_the_variables_and_the_directory_of_the_masters_oldest_process_and_its_words_are_taken_literally()
    {
        Job("node-2", isMaster: false, rank: 1);
        Job("node-1", isMaster: true, rank: 0);

        Assert.Equal(0, await _cli.RunAsync("job", "exec", "j", "--", "bash", "-c", "echo $SECRET $AZ_BATCH_NODE_ID; pwd; exit 7", "a b"));

        (int code, string output) = await BecomeAsync();
        Assert.Equal((7, $"hidden node-1\n{_cli.Directory.FullName}\n"), (code, output));
    }

    [Theory]
    [InlineData("--rank 1")]
    [InlineData("--node node-2")]
    public async Task A_rank_or_a_node_can_be_chosen(string option)
    {
        Job("node-1", isMaster: true, rank: 0);
        Job("node-2", isMaster: false, rank: 1);

        Assert.Equal(0, await _cli.RunAsync(["job", "exec", "j", .. option.Split(' '), "--", "printenv", "AZ_BATCH_NODE_ID"]));

        Assert.Equal((0, "node-2\n"), await BecomeAsync());
    }

    [Fact]
    public async Task A_program_that_is_not_there_ends_with_127()
    {
        Job("node-1", isMaster: true, rank: 0);

        await _cli.RunAsync("job", "exec", "j", "--", "no-such-program");

        Assert.Equal((127, ""), await BecomeAsync());
    }

    [Fact]
    public async Task The_runner_above_a_job_is_not_the_job()
    {
        Start(("BATCHAI_RUN_MARK", $"{_uid}-7@{Instance}/{_uid}-7-toolkit"), ("BATCHAI_INSTANCE_DIR", Instance));

        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync("job", "exec", "j", "--", "true"));
        Assert.Contains("no such process of job j can be seen by me", _cli.Error, StringComparison.Ordinal);
        Assert.Null(_became.Words);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("succeeded")]
    public async Task A_job_that_does_not_run_has_no_process(string state)
    {
        AddJob(state);

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("job", "exec", "j", "--", "true"));
        Assert.Contains($"job j is {state}: there is a process only while it runs.", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_of_another_machine_are_left_to_ssh()
    {
        _cli.Environment = _cli.Environment with { Url = "https://batchai.example" };

        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("job", "exec", "j", "--", "true"));
        Assert.Equal(ExitCodes.Failed, await _cli.RunAsync("node", "exec", "n", "--", "true"));
        Assert.Contains("are other machines: enter them with ssh", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Api.Requests);
    }

    [Fact]
    public async Task Without_a_command_it_says_so()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("job", "exec", "j"));
        Assert.Contains("say a command after --", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_is_entered_through_its_agent_and_only_that_of_this_server()
    {
        Agent("other", "http://127.0.0.1:5001/");
        Agent("this", FakeApi.Url);
        _cli.Api.Intercept = request => request.RequestUri!.AbsolutePath.EndsWith("/nodes", StringComparison.Ordinal)
            ? FakeApi.Json(new JsonObject
            {
                ["value"] = new JsonArray(new JsonObject { ["nodeId"] = "n1", ["ipAddress"] = "127.77.0.1", ["state"] = "idle" }),
            })
            : null;

        Assert.Equal(0, await _cli.RunAsync(
            "node", "exec", "n1", "--", "bash", "-c", "echo $WHICH $TMPDIR $AZ_BATCH_NODE_ID $CUDA_VISIBLE_DEVICES; pwd"));

        Assert.Equal((0, $"/tmp/this n1 3\n{_cli.Directory.FullName}/this\n"), await BecomeAsync());
        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync("node", "exec", "n2", "--", "true"));
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _cli.Dispose();
    }

    private string Instance => Path.Combine(_cli.Directory.FullName, "instance");

    private void AddJob(string state)
    {
        _cli.Api.Steps.Clear();
        _cli.Api.Steps.Add(new JobStep(state));
        _cli.Api.Add(
            $"{CliRun.Workspace}/experiments/default/jobs/j",
            $$"""{"jobOutputDirectoryPathSegment":"s/g/workspaces/w/experiments/default/jobs/j/{{_uid}}"}""");
    }

    private void Job(string node, bool isMaster, int rank) => Start(
        ("BATCHAI_RUN_MARK", $"{_uid}-7@{Instance}"),
        ("BATCHAI_INSTANCE_DIR", Instance),
        ("AZ_BATCHAI_JOB_WORK_DIR", _cli.Directory.FullName),
        ("AZ_BATCH_NODE_ID", node),
        ("AZ_BATCH_IS_CURRENT_NODE_MASTER", isMaster ? "true" : "false"),
        ("AZ_BATCHAI_TASK_INDEX", $"{rank}"),
        ("SECRET", "hidden"));

    private void Agent(string name, string endpoint)
    {
        string home = _cli.Directory.CreateSubdirectory(name).FullName;
        string file = _cli.File($"{name}.endpoint", endpoint + "\n");
        string configuration = _cli.File($"{name}.json", $$"""{"clusterUid":"c","endpointFile":"{{file}}"}""");
        Start(
            ["-c", "read -r line", "agent", "run", "--config", configuration],
            ("BATCHAI_INSTANCE_DIR", home),
            ("BATCHAI_ADDRESS", "127.77.0.1"),
            ("HOME", home),
            ("TMPDIR", $"/tmp/{name}"),
            ("CUDA_VISIBLE_DEVICES", "3"),
            ("WHICH", name));
    }

    private void Start(params (string Name, string Value)[] variables) => Start(["-c", "read -r line"], variables);

    /// <summary>Waits for a line that never comes: until it is killed, or this process ends.</summary>
    private void Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new("/bin/bash", arguments) { RedirectStandardInput = true, UseShellExecute = false };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        _started.Add(Process.Start(start)!);
    }

    private async Task<(int ExitCode, string Output)> BecomeAsync()
    {
        ProcessStartInfo start = new(_became.Words[0], _became.Words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (string variable in _became.Variables)
            start.Environment[variable.Split('=', 2)[0]] = variable.Split('=', 2)[1];
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
