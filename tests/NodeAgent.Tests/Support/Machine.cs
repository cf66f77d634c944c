using System.Text;
using BatchAi.Linux;
using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>
/// A machine with a fake API and real agents, in a directory of its own; every process of a job carries the machine's
/// marker.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private const string MarkerName = "MACHINE_UNDER_TEST";

    private readonly string _root = Directory.CreateTempSubdirectory("ba-").FullName;
    private readonly List<AgentProcess> _agents = [];
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    private Machine() => Api = new FakeApi { EndpointFile = Path.Combine(_root, "endpoint") };

    public FakeApi Api { get; }

    public string Volumes => Path.Combine(_root, "volumes");

    public string Root => _root;

    /// <summary>Gives every process of a job something to be found by.</summary>
    public EnvironmentVariable Marker => new() { Name = MarkerName, Value = _root };

    public static async Task<Machine> StartAsync(string more = "")
    {
        Machine machine = new();
        await machine.Api.StartAsync();
        await File.WriteAllTextAsync(machine.ConfigFile, $$"""
            {
              "clusterUid": "c1", "endpointFile": "{{machine.Api.EndpointFile}}", "volumesDirectory": "{{machine.Volumes}}",
              "sharedDirectory": "{{Path.Combine(machine._root, "shared")}}", "stopGraceSeconds": 0.5 {{more}}
            }
            """);
        return machine;
    }

    /// <summary>Starts an agent and waits until its node is ready.</summary>
    public async Task<AgentProcess> ReadyAgentAsync(string instanceId = "1", IReadOnlyList<string>? prefix = null)
    {
        AgentProcess agent = Agent(instanceId, prefix);
        agent.Start();
        FakeNode node = Api.Node(instanceId);
        await Wait.Until($"node {instanceId} is ready", () => node.Last?.Status == NodeStatus.Ready, () => agent.Log, _cancellation);
        return agent;
    }

    public AgentProcess Agent(string instanceId, IReadOnlyList<string>? prefix = null)
    {
        AgentProcess agent = new(Path.Combine(_root, "n" + instanceId), instanceId, ConfigFile, prefix);
        _agents.Add(agent);
        return agent;
    }

    /// <summary>Gives an attempt to nodes, in rank order, up to a phase.</summary>
    public void Assign(JobLaunch job, JobPhase phase, params string[] instanceIds)
    {
        for (int rank = 0; rank < instanceIds.Length; rank++)
        {
            FakeNode node = Api.Node(instanceIds[rank]);
            node.Launches[(job.JobUid, job.Fence)] = job with { Rank = rank };
            node.Assign(new NodeAssignment { JobUid = job.JobUid, Fence = job.Fence, Phase = phase });
        }
    }

    public async Task<JobReport> ReachesAsync(JobStep step, JobLaunch job, string instanceId = "1")
    {
        await Wait.Until(
            $"node {instanceId} reports {step} of {job.JobUid}-{job.Fence}",
            () => Report(job, instanceId)?.Step >= step,
            () => $"{Report(job, instanceId)}\n{string.Join('\n', _agents.Select(agent => agent.Log))}",
            _cancellation);
        return Report(job, instanceId)!;
    }

    public JobReport? Report(JobLaunch job, string instanceId = "1") =>
        Api.Node(instanceId).Last?.Jobs.SingleOrDefault(report => report.JobUid == job.JobUid && report.Fence == job.Fence);

    /// <summary>Through prepare and launch to the end.</summary>
    public async Task<JobReport> RunAsync(JobLaunch job)
    {
        Assign(job, JobPhase.Prepare, "1");
        if ((await ReachesAsync(JobStep.Prepared, job)).Step == JobStep.Prepared)
            Assign(job, JobPhase.Launch, "1");
        return await ReachesAsync(JobStep.Finished, job);
    }

    public IReadOnlyList<int> JobProcesses() => [.. ProcessTable.WithVariable(MarkerName, _root).Select(process => process.Pid)];

    /// <summary>Ends once every runner has noticed that its job is gone.</summary>
    private Task NoRunnerIsLeftAsync() => Wait.Until(
        "no runner is left", () => Runners().Count == 0, () => string.Join(", ", Runners()), CancellationToken.None);

    private IReadOnlyList<int> Runners() =>
    [
        .. ProcessTable.WithVariable(NodeEnvironment.RunMark, mark => mark.Contains($"@{_root}/", StringComparison.Ordinal))
            .Select(process => process.Pid),
    ];

    public Task NoJobProcessIsLeftAsync() =>
        Wait.Until("no process of a job is left", () => JobProcesses().Count == 0, () => string.Join(", ", JobProcesses()), _cancellation);

    public Task FileHoldsAsync(string path, string text) =>
        Wait.Until(
            $"{path} holds {text}",
            () => File.Exists(path) && File.ReadAllText(path).Contains(text, StringComparison.Ordinal),
            () => File.Exists(path) ? File.ReadAllText(path) : "no file",
            _cancellation);

    /// <summary>All files below the machine's directory, volumes and the locked lock apart, in which a text stands.</summary>
    public IReadOnlyList<string> FilesWith(string text) =>
        [
            .. Directory
                .EnumerateFiles(
                    _root,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                .Where(file =>
                    Path.GetFileName(file) != "lock"
                    && !file.StartsWith(Volumes, StringComparison.Ordinal)
                    && File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (AgentProcess agent in _agents)
            agent.Dispose();
        await Api.DisposeAsync();
        while (JobProcesses() is { Count: > 0 } left)
        {
            foreach (int pid in left)
                Signals.Send(pid, Signal.Kill);
        }
        TreeRemoval.Delete(_root);
        await NoRunnerIsLeftAsync();
    }

    private string ConfigFile => Path.Combine(_root, "agent.json");
}
